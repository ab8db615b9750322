// The review desk: the page image on one side, the restored text and the records on the other, one queue of doubts over both.
// Offsets are code points of the raw text, counted from the start of their page; boxes are points of the page as scanned.

import { Outbox } from "./outbox.js";
import { icon, isTyping, make, notice, say, send } from "./page.js";
import { PageViewer } from "./viewer.js";
import { readField, fieldFor } from "./fields.js";

const desk = JSON.parse(document.getElementById("desk").textContent);
const $ = (id) => document.getElementById(id);
const address = (template, values) => template.replace(/__(\w+)__/g, (_, name) => encodeURIComponent(values[name]));

const sizes = Object.fromEntries(desk.pages.map((page) => [page.n, page]));
const byKey = new Map(desk.items.map((item) => [item.key, item]));
const pages = new Map();
const loaded = new Map();
const undoable = [];
const outbox = new Outbox(`${desk.account}:${desk.id}`, post);
let current = null;
let pageShown = 0;
let view = "restored";
let filter = "all";
let pane = "text";
let revision = desk.revision;
let keysAreOn = localStorage.getItem("vanthu-keys") !== "off";

document.querySelector(".two").classList.toggle("no-image", !desk.has_image);
const viewer = !desk.has_image ? stub() : new PageViewer($("image"), {
  sizes,
  label: say("review.image"),
  address: (page, dpi) => address(desk.urls.image, { page, dpi }),
});

/** A plain text has no image: everything that moves an image does nothing. */
function stub() {
  const nothing = () => {};
  return { addEventListener: nothing, show: () => Promise.resolve(), draw: nothing, reveal: nothing, fit: nothing, zoom: nothing, rotate: nothing, startDrawing: nothing, stopDrawing: nothing };
}

/* ---- what is fetched ---- */

function pageOf(number) {
  if (!pages.has(number)) {
    const got = fetched(address(desk.urls.page, { page: number })).then(prepare);
    got.then((page) => { if (pages.get(number) === got) loaded.set(number, page); }, () => { pages.delete(number); });
    pages.set(number, got);
  }
  return pages.get(number);
}

/** Asked again, with growing waits, while the server cannot be reached or is not well. */
async function fetched(url) {
  for (let wait = 1000; ; wait = Math.min(2 * wait, 15_000)) {
    let answer = null;
    try { answer = await fetch(url, { headers: { Accept: "application/json" } }); } catch { /* tried again */ }
    if (answer?.ok) return answer.json();
    if (answer && answer.status < 500 && answer.status !== 429) { notice(say("js.request_failed"), "bad"); throw new Error(answer.status); }
    if (wait === 1000) notice(say("js.no_network"), "bad");
    await new Promise((done) => { setTimeout(done, wait); });
  }
}

/** What did not come with the page, because there is so much: it is there when this is done. */
const rest = desk.rest ? fetched(desk.urls.news).then(({ items, places }) => {
  desk.rest = null;
  Object.assign(desk.places, places);
  for (const item of items) if (!byKey.has(item.key)) add(item);
  count();
  records();
  if (pageShown) draw();
}) : Promise.resolve();

/** Code points, so that offsets mean the same here as in the store; with what was said and is not taken yet. */
function prepare(page) {
  page.raw = Array.from(page.raw);
  for (const entry of outbox.waiting) if (entry.body?.kind === "text" && entry.page === page.n) writeInto(page, byKey.get(entry.key));
  return page;
}

const piece = (points, start, end) => points.slice(start, end).join("");
const isOver = (a, b) => a[0] < b[1] && b[0] < a[1];

/* ---- the queue ---- */

const isOpen = (item) => item.state === "unseen" || item.state === "conflict" || outbox.refusedOf(item.key) !== undefined;
const isAsked = (item) => filter === "all" || (filter === "records") === (item.type === "record");
const queue = () => desk.items.filter((item) => isAsked(item) && item.queued);

function step(direction) {
  const items = queue();
  if (!items.length) return;
  const at = current ? items.indexOf(current) : -1;
  for (let i = 1; i <= items.length; i += 1) {
    const item = items[(at + direction * i + 2 * items.length) % items.length];
    if (isOpen(item)) return go(item);
  }
  if (desk.rest) rest.then(() => step(direction)); else finish();
}

function finish() {
  current = null;
  draw();
  $("card").replaceChildren(
    make("div", { class: "empty" }, icon("check"), make("h2", {}, say("review.all_seen")), make("p", {}, say("review.all_seen_advice")),
      desk.can_edit && desk.urls.done ? make("button", { class: "primary", type: "button", onclick: markDocument }, say("review.mark_reviewed")) : null)
  );
  count();
}

async function markDocument() {
  const answer = await send(desk.urls.done, { state: "reviewed" });
  notice(answer.ok ? say("review.document_reviewed") : answer.body?.title ?? say("js.request_failed"), answer.ok ? "" : "bad");
}

function count() {
  const items = queue();
  const left = items.filter(isOpen).length + (desk.rest?.open ?? 0), all = items.length + (desk.rest?.queued ?? 0);
  $("left").textContent = say("review.left", { n: left, all });
  const share = all ? (all - left) / all : 1;
  $("share").firstElementChild.setAttribute("width", 100 * share);
  listQueue();
}

function listQueue() {
  const list = $("queue");
  if (list.hidden) return;
  const items = queue();
  const at = Math.max(0, current ? items.indexOf(current) : 0);
  const from = Math.max(0, at - 20);
  list.replaceChildren(
    ...items.slice(from, from + 80).map((item) =>
      make("button", { type: "button", class: `queued ${item.state}`, "aria-current": item === current ? "true" : false, onclick: () => go(item) },
        make("span", { class: `tag ${item.type === "record" ? "info" : "doubt"}` }, say(item.type === "record" ? `kind.${item.kind}` : `aspect.${item.aspect}`)),
        make("span", { class: "what serif" }, item.type === "record" ? item.title : item.restored || "∅"),
        make("span", { class: "faint" }, outbox.of(item.key).length || item.draft ? say("review.unsaved_one") : isOpen(item) ? say("review.page_short", { page: item.page }) : say(`review_state.${item.state}`))))
  );
  if (items.length > from + 80) list.append(make("p", { class: "faint" }, say("review.and_more", { n: items.length - from - 80 })));
  const marked = list.querySelector('[aria-current="true"]');
  if (marked) list.scrollTop = marked.offsetTop - list.offsetTop - list.clientHeight / 3;
}

/* ---- going to a place ---- */

async function go(item, { quiet = false } = {}) {
  current = item;
  card();
  await showPage(item.page);
  if (current !== item) return;
  draw();
  if (!quiet) viewer.reveal(boxesOf(item, await pageOf(item.page)));
  const inText = $("text").querySelector(".current");
  if (inText) $("text").scrollTop += inText.getBoundingClientRect().top - $("text").getBoundingClientRect().top - $("text").clientHeight / 3;
  listQueue();
  history.replaceState(null, "", `#${item.key}`);
  const items = queue(), next = items[items.indexOf(item) + 1];
  if (next) pageOf(next.page);
}

async function showPage(number) {
  if (number === pageShown) return;
  pageShown = number;
  $("page").value = number;
  if (!loaded.has(number)) $("text").replaceChildren(make("p", { class: "soft" }, say("review.page_coming", { page: number })));
  const page = await pageOf(number);
  await viewer.show(number);
  if (pageShown !== number) return;
  text(page);
  records();
  draw();
}

function turn(by) {
  const number = Math.min(desk.pages.length, Math.max(1, pageShown + by));
  if (number !== pageShown) showPage(number);
}

/* ---- boxes on the image ---- */

function boxesOf(item, page) {
  if (item.boxes) return item.boxes.filter((box) => box[0] === item.page).map((box) => box.slice(1));
  return page.words.filter((word) => isOver(item.raw, word)).map((word) => word.slice(2, 6));
}

async function draw() {
  const number = pageShown;
  const page = await pageOf(number);
  if (number !== pageShown) return;
  // what is not asked about stays out of the way: all records show while their list is open, else those of weight
  const isShown = (item) => item.type === "edit" ? item.doubtful || item.state !== "unseen" : pane === "records" || ["target", "deadline"].includes(item.kind);
  const here = desk.items.filter((item) => item.page === number && item.state !== "rejected" && isShown(item));
  const shapes = here.filter((item) => item !== current).map((item) => ({ key: item.key, boxes: boxesOf(item, page), look: `${item.type} ${item.state} ${item.doubtful ? "doubtful" : ""}` }));
  if (current && current.page === number) shapes.push({ key: current.key, boxes: boxesOf(current, page), look: `current ${current.type}` });
  if (desk.hits[number]) shapes.unshift({ key: "hit", boxes: desk.hits[number], look: "hit" });
  viewer.draw(shapes);
  for (const node of $("text").querySelectorAll(".current, .in-record")) node.classList.remove("current", "in-record");
  if (current && current.page === number) {
    for (const node of $("text").querySelectorAll("[data-s]")) {
      if (isOver(current.raw, [Number(node.dataset.s), Math.max(Number(node.dataset.e), Number(node.dataset.s) + 1)])) node.classList.add(current.type === "record" ? "in-record" : "current");
    }
    if (current.type === "record") $("text").querySelector(".in-record")?.classList.add("current");
  }
  for (const node of $("records").querySelectorAll("[data-key]")) node.setAttribute("aria-current", String(node.dataset.key === current?.key));
}

viewer.addEventListener("pick", async ({ detail: { page: number, x, y } }) => {
  const page = await pageOf(number);
  const hit = (box) => x >= box[0] - 1 && x <= box[2] + 1 && y >= box[1] - 1 && y <= box[3] + 1;
  const found = desk.items.filter((item) => item.page === number && boxesOf(item, page).some(hit));
  const edits = found.filter((item) => item.type === "edit");
  // a second click on the same place goes on to what lies beneath
  const choice = [...edits, ...found.filter((item) => item.type === "record" && item.state !== "rejected")];
  const word = page.words.find((w) => hit(w.slice(2, 6)));
  if (choice.length) go(choice[(choice.indexOf(current) + 1) % choice.length], { quiet: true });
  else if (word) pickWord(page, [word[0], word[1]]);
});

viewer.addEventListener("mark", async ({ detail: { page: number, box } }) => {
  const page = await pageOf(number);
  const [x0, top, x1, bottom] = box;
  const inside = page.words.filter((w) => { const x = (w[2] + w[4]) / 2, y = (w[3] + w[5]) / 2; return x >= x0 && x <= x1 && y >= top && y <= bottom; });
  if (!inside.length) return notice(say("review.mark_nothing"), "bad");
  proposeRecord(page, [inside[0][0], inside.at(-1)[1]]);
});

/* ---- the text ---- */

function text(page) {
  const holder = $("text");
  const parts = [];
  let at = 0;
  const plain = (start, end) => {
    const points = page.raw.slice(start, end);
    let from = start;
    for (const part of points.join("").match(/\s+|\S+/gu) ?? []) {
      const length = Array.from(part).length;
      parts.push(/\S/.test(part) ? make("span", { "data-s": from, "data-e": from + length }, part) : document.createTextNode(part));
      from += length;
    }
  };
  for (const edit of page.edits) {
    plain(at, edit.raw[0]);
    const item = byKey.get(edit.key);
    const restored = item?.restored ?? edit.restored, isChanged = edit.read !== restored;
    const look = `edit ${item?.state ?? ""} ${edit.doubtful ? "doubtful" : ""} ${isChanged ? "changed" : ""}`;
    const place = { "data-s": edit.raw[0], "data-e": edit.raw[1], "data-key": edit.key, class: look };
    if (view === "raw") parts.push(make("span", place, edit.read || " "));
    else if (view === "difference" && isChanged) parts.push(make("span", place, edit.read ? make("del", {}, edit.read) : "", restored ? make("ins", {}, restored) : ""));
    else parts.push(make("span", place, restored));
    at = edit.raw[1];
  }
  plain(at, page.raw.length);
  holder.replaceChildren(...parts);
  holder.scrollTop = 0;
  for (const [name, button] of Object.entries({ restored: $("view-restored"), raw: $("view-raw"), difference: $("view-difference") })) button.setAttribute("aria-pressed", String(name === view));
}

async function lookAt(next) {
  view = next;
  if (pane !== "text") openPane("text");
  text(await pageOf(pageShown));
  draw();
}

$("text").addEventListener("click", async (event) => {
  const node = event.target.closest("[data-s]");
  if (!node) return;
  const page = await pageOf(pageShown);
  const known = node.dataset.key && editItem(page, node.dataset.key);
  if (known) go(known); else pickWord(page, [Number(node.dataset.s), Number(node.dataset.e)]);
});

/** The item of an edit, doubtful or not. */
function editItem(page, key) {
  if (byKey.has(key)) return byKey.get(key);
  const edit = page.edits.find((one) => one.key === key);
  if (!edit) return null;
  const item = { type: "edit", page: page.n, state: "unseen", aspect: "word", queued: false, ...edit };
  add(item);
  return item;
}

/** A word that nobody doubted yet: it can be corrected all the same. */
function pickWord(page, raw) {
  const touched = page.edits.find((edit) => isOver(edit.raw, raw));
  if (touched) return go(editItem(page, touched.key));
  const key = `w-${page.n}-${raw[0]}-${raw[1]}`;
  if (!byKey.has(key)) {
    const read = piece(page.raw, raw[0], raw[1]);
    const words = page.words.filter((word) => isOver(raw, word));
    add({ key, type: "edit", page: page.n, raw, read, restored: read, reason: null, candidates: [], confidence: words.length ? Math.min(...words.map((w) => w[6])) : 1, state: "unseen", aspect: "word", queued: false });
  }
  return go(byKey.get(key));
}

function add(item) { byKey.set(item.key, item); desk.items.push(item); }

/** Move by a word through the text; `stretch` keeps the beginning. */
function moveWord(by, stretch) {
  const page = loaded.get(pageShown);
  if (!page) return undefined;
  const nodes = [...$("text").querySelectorAll("[data-s]")];
  if (!nodes.length) return undefined;
  const edge = current && current.page === pageShown ? (by > 0 ? current.raw[1] - 1 : current.raw[0]) : -1;
  let at = nodes.findIndex((node) => Number(node.dataset.s) <= edge && edge < Math.max(Number(node.dataset.e), Number(node.dataset.s) + 1));
  at = Math.max(0, Math.min(nodes.length - 1, at + by));
  const node = nodes[at];
  if (stretch && current) {
    const raw = [Math.min(current.raw[0], Number(node.dataset.s)), Math.max(current.raw[1], Number(node.dataset.e))];
    current = { key: "stretch", type: "edit", isStretch: true, page: page.n, raw, read: piece(page.raw, raw[0], raw[1]), restored: restoredOf(page, raw), reason: null, candidates: [], state: "unseen", aspect: "word", queued: false };
    card();
    return draw();
  }
  const known = node.dataset.key && editItem(page, node.dataset.key);
  return known ? go(known) : pickWord(page, [Number(node.dataset.s), Number(node.dataset.e)]);
}

function restoredOf(page, raw) {
  let at = raw[0], found = "";
  for (const edit of page.edits) {
    if (edit.raw[1] <= raw[0] || edit.raw[0] >= raw[1]) continue;
    found += piece(page.raw, at, Math.max(at, edit.raw[0])) + (byKey.get(edit.key)?.restored ?? edit.restored);
    at = edit.raw[1];
  }
  return found + piece(page.raw, at, Math.max(at, raw[1]));
}

/* ---- the records ---- */

function records() {
  const list = $("records");
  const here = desk.items.filter((item) => item.type === "record" && (item.page === pageShown || $("all-pages").checked));
  here.sort((a, b) => a.page - b.page || a.raw[0] - b.raw[0]);
  list.replaceChildren(
    ...(here.length ? here.slice(0, 300).map((item) =>
      make("button", { type: "button", class: `listed ${item.state}`, "data-key": item.key, "aria-current": String(item === current), onclick: () => go(item) },
        make("span", { class: "row" }, make("span", { class: "tag info" }, say(`kind.${item.kind}`)), item.state === "unseen" ? null : make("span", { class: `tag ${{ accepted: "good", corrected: "mine", rejected: "bad", conflict: "bad" }[item.state] ?? ""}` }, say(`review_state.${item.state}`)), make("span", { class: "faint" }, say("review.page_short", { page: item.page }))),
        make("strong", {}, item.title), make("span", { class: "faint clip serif" }, item.quote)))
      : [make("p", { class: "soft nothing" }, say("review.no_records"))])
  );
}

/* ---- the card of the current item ---- */

let onCard = null;

function card() {
  if (!current) return;
  keepDraft();
  onCard = current;
  $("card").replaceChildren(...(current.type === "record" ? recordCard(current) : editCard(current)));
  $("card").scrollTop = 0;
}

/** What was typed on the card and not sent stays with its item when another one is looked at. */
function keepDraft() {
  if (!onCard) return;
  const typed = [...$("card").querySelectorAll("#correction, #record-form [name]")].filter((field) => field.value !== field.dataset.shown);
  if (typed.length) onCard.draft = Object.fromEntries(typed.map((field) => [field.name, field.value]));
  else delete onCard.draft;
}

/** Remember what the fields show, and put back into them what was typed and not sent, or sent and not taken. */
function withDraft(item, fields) {
  for (const field of fields) {
    field.dataset.shown = field.value;
    if (item.draft && field.name in item.draft) field.value = item.draft[field.name];
  }
  delete item.draft;
}

const isTypedIn = () => [...$("card").querySelectorAll("#record-form [name]")].some((field) => field.value !== field.dataset.shown);
const isLetterhead = (item) => item.kind === "letterhead";

/** Typed text is sent or given up: no draft is made of it. */
function clearCard() {
  for (const field of $("card").querySelectorAll("[data-shown]")) field.dataset.shown = field.value;
}

const sure = (share) => (share === undefined || share === null ? "" : say("review.confidence", { share: Math.min(99, Math.round(100 * share)) }));

function crop(item) {
  const holder = make("div", { class: "glass" });
  pageOf(item.page).then((page) => {
    const boxes = boxesOf(item, page);
    if (!boxes.length) return;
    const box = [Math.min(...boxes.map((b) => b[0])), Math.min(...boxes.map((b) => b[1])), Math.max(...boxes.map((b) => b[2])), Math.max(...boxes.map((b) => b[3]))];
    const wide = item.type === "record" ? 0 : 70;
    const cut = [box[0] - wide, box[1] - 3, box[2] + wide, box[3] + 3].map((v) => Math.max(0, Math.round(v * 10) / 10)).join(",");
    holder.append(make("img", { src: `${address(desk.urls.crop, { page: item.page })}?box=${cut}`, alt: "" }));
  }, () => {});
  return holder;
}

function notes(item) {
  const refused = outbox.refusedOf(item.key);
  const giveUp = () => { outbox.drop(refused); clearCard(); refresh(item, { anew: true }); };
  return [
    item.conflict ? make("div", { class: "note bad" }, make("p", {}, item.conflict)) : null,
    refused ? make("div", { class: "note bad row between" }, make("p", {}, make("strong", {}, say("review.unsaved_one")), ` ${refused.refused} `, say("review.not_taken")), make("button", { type: "button", class: "small", onclick: giveUp }, say("review.give_up"))) : null,
  ];
}

/** What the fields of an item start from: its values, or what a person put there and the store did not take. */
const valuesOf = (item) => ({ ...item.data, ...outbox.refusedOf(item.key)?.body.after });

function editCard(item) {
  const field = make("input", { id: "correction", name: "correction", type: "text", value: outbox.refusedOf(item.key)?.body.after ?? item.restored, autocomplete: "off", spellcheck: "false", class: "serif", lang: "vi", "aria-label": say("review.correction"), readonly: !desk.can_edit });
  field.addEventListener("keydown", (event) => {
    // the field is left at once, so that the next keys are not typed into what is being kept
    if (event.key === "Enter") { event.preventDefault(); event.stopPropagation(); field.blur(); correct(field.value); }
    if (event.key === "Escape") { event.stopPropagation(); field.value = current.restored; field.blur(); }
  });
  withDraft(item, [field]);
  const choices = item.candidates.filter((candidate) => candidate[0] !== item.restored).slice(0, 9);
  return [
    make("div", { class: "row between" },
      make("span", { class: "row" }, make("span", { class: "tag doubt" }, say(`aspect.${item.aspect}`)), make("strong", {}, say("review.page", { page: item.page })), item.state !== "unseen" ? make("span", { class: `tag ${item.state === "conflict" ? "bad" : "good"}` }, say(`review_state.${item.state}`)) : null),
      make("span", { class: "faint" }, item.by ? say("review.by", { name: item.by, at: item.at ?? "" }) : sure(item.confidence))),
    ...notes(item),
    crop(item),
    make("dl", { class: "reads" },
      make("div", {}, make("dt", {}, say("review.read")), make("dd", { class: "mono" }, item.read || "∅")),
      make("div", {}, make("dt", {}, say("review.restored")), make("dd", { class: "serif large" }, item.restored || "∅")),
      make("div", {}, make("dt", {}, say("review.why")), make("dd", {}, item.reason ? say(`reason.${item.reason}`) : say("reason.none")))),
    choices.length ? make("div", { class: "choices", role: "group", "aria-label": say("review.candidates") },
      ...choices.map(([word, share], index) => make("button", { type: "button", disabled: !desk.can_edit, onclick: () => correct(word) }, make("kbd", {}, String(index + 1)), make("span", { class: "serif" }, word || "∅"), make("span", { class: "faint" }, share === null ? "" : `${Math.round(100 * share)} %`)))) : null,
    desk.can_edit ? make("div", { class: "row acts" },
      make("button", { type: "button", class: "primary", onclick: accept, title: say("review.accept_key") }, icon("check"), say("review.accept"), make("kbd", {}, "Enter")),
      field,
      make("button", { type: "button", onclick: () => correct(field.value) }, say("review.save")),
      item.isStretch ? make("button", { type: "button", onclick: () => pageOf(item.page).then((page) => proposeRecord(page, item.raw)) }, icon("mark"), say("review.as_record")) : null) : make("p", { class: "faint" }, say("review.reader_only")),
  ].filter(Boolean);
}

/** The units that a name may mean where this document stands; none where nobody can be asked. */
async function findPlaces(name) {
  try {
    const answer = await fetch(`${desk.urls.places}?name=${encodeURIComponent(name)}`, { headers: { Accept: "application/json" } });
    return answer.ok ? (await answer.json()).places : [];
  } catch { return []; }
}

function recordCard(item) {
  const form = make("form", { class: "record", id: "record-form", autocomplete: "off" }), values = valuesOf(item);
  for (const spec of desk.fields[item.kind]) form.append(fieldFor(spec, values[spec.name], { language: desk.language, places: desk.places, findPlaces, readonly: !desk.can_edit, isDoubtful: isOpen(item) && (item.doubtful_fields ?? []).includes(spec.name) }));
  withDraft(item, form.elements);
  form.addEventListener("submit", (event) => { event.preventDefault(); saveRecord(); });
  form.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && event.target.tagName !== "TEXTAREA") { event.preventDefault(); event.stopPropagation(); saveRecord(); }
    if (event.key === "Enter" && event.ctrlKey) { event.preventDefault(); event.stopPropagation(); saveRecord(); }
    if (event.key === "Escape") { event.stopPropagation(); event.target.blur(); }
  });
  form.addEventListener("focusin", (event) => lookAtField(item, event.target.name));
  return [
    make("div", { class: "row between" },
      make("span", { class: "row" }, make("span", { class: "tag info" }, say(`kind.${item.kind}`)), make("strong", {}, say("review.page", { page: item.page })), item.section ? make("span", { class: "faint" }, say("review.section", { section: item.section })) : null, item.state !== "unseen" ? make("span", { class: `tag ${{ accepted: "good", corrected: "mine" }[item.state] ?? "bad"}` }, say(`review_state.${item.state}`)) : null),
      make("span", { class: "faint" }, item.by ? say("review.by", { name: item.by, at: item.at ?? "" }) : sure(item.confidence))),
    ...notes(item),
    item.quote ? make("p", { class: "quote" }, item.quote) : null,
    item.doubts?.length ? make("div", { class: "note doubt" }, make("ul", {}, ...item.doubts.map((doubt) => make("li", {}, doubt)))) : null,
    choicesOfFields(item),
    form,
    desk.can_edit ? make("div", { class: "row acts" },
      make("button", { type: "button", class: "primary", onclick: accept }, icon("check"), say("review.accept"), make("kbd", {}, "Enter")),
      make("button", { type: "submit", form: "record-form" }, say("review.save")),
      isLetterhead(item) ? null : make("button", { type: "button", class: "danger", onclick: reject }, icon("cross"), say("review.reject"), make("kbd", {}, "X")),
      make("span", { class: "faint keyhint" }, say("review.form_keys"))) : make("p", { class: "faint" }, say("review.reader_only")),
  ].filter(Boolean);
}

/** Where a field was read somewhere of its own, as those of the letterhead are, its place is shown while it is typed in. */
async function lookAtField(item, name) {
  const place = item.found_at?.[name];
  if (!place || current !== item) return;
  Object.assign(item, { page: place.page, raw: place.raw, boxes: place.boxes });
  await showPage(item.page);
  if (current !== item) return;
  draw();
  viewer.reveal(boxesOf(item, await pageOf(item.page)));
}

/** What else the doubtful fields may be: a choice is put into its field, and kept at once where it was the only doubt. */
function choicesOfFields(item) {
  if (!item.candidates?.length || !isOpen(item)) return null;
  const choose = (name, value) => {
    $("record-form").elements[name].value = value;
    if (item.doubtful_fields.length === 1) saveRecord();
  };
  const spec = (name) => desk.fields[item.kind].find((one) => one.name === name);
  return make("div", { class: "choices", role: "group", "aria-label": say("review.candidates") },
    ...item.candidates.slice(0, 9).map(([name, value, share], index) => make("button", { type: "button", disabled: !desk.can_edit, onclick: () => choose(name, value) }, make("kbd", {}, String(index + 1)), make("span", { class: "faint" }, say(`field.${spec(name).label || name}`)), make("span", { class: "serif" }, value), make("span", { class: "faint" }, `${Math.round(100 * share)} %`))));
}

/* ---- what a person says ---- */

/** Sent by the outbox, now or later. A withdrawal whose saying was never taken has nothing to take back. */
function post(entry) {
  if (entry.type === "say") return send(desk.urls.corrections, entry.body);
  return entry.numbers ? send(address(desk.urls.withdraw, { correction: entry.numbers })) : { ok: true, status: 200, body: {} };
}

/** Say something of an item: it stands on the page at once, and goes to the store when that can take it. */
function tell(item, said) {
  if (!desk.can_edit) { notice(say("review.reader_only"), "bad"); return false; }
  if (!item.id && item.type === "record" && said.kind !== "add") { notice(say("review.still_keeping")); return false; }
  const refused = outbox.refusedOf(item.key);
  if (refused) outbox.drop(refused);
  clearCard();
  const before = { ...item };
  const body = { page: item.page, ...said };
  lay(item, body);
  const entry = outbox.add({ type: "say", key: item.key, page: item.page, body, before });
  undoable.push({ item, before, entry });
  return true;
}

/** What a saying makes of an item, until the store gives it back. */
function lay(item, { kind, before, after }) {
  item.state = { accept: "accepted", reject: "rejected" }[kind] ?? (kind === "text" && before === after ? "accepted" : "corrected");
  item.confidence = 1;
  if (kind === "text") { item.restored = after; item.reason = "person"; }
  if (kind === "field" || kind === "add") {
    item.data = { ...item.data, ...after };
    const main = desk.fields[item.kind].find((spec) => spec.is_title);
    if (main && after[main.name]) item.title = after[main.name];
  }
}

/** A corrected word stands among its page's edits. */
function writeInto(page, item) {
  if (!item || page.edits.some((edit) => edit.key === item.key)) return;
  page.edits = page.edits.filter((edit) => !isOver(edit.raw, item.raw));
  page.edits.push({ key: item.key, raw: item.raw, read: item.read, restored: item.restored, doubtful: false, candidates: [] });
  page.edits.sort((a, b) => a.raw[0] - b.raw[0]);
}

outbox.addEventListener("taken", ({ detail: { entry, answer: { body } } }) => {
  revision = body.revision ?? revision;
  const item = byKey.get(entry.key);
  for (const one of undoable) if (one.entry === entry) one.correction = body.correction;
  for (const later of outbox.waiting) {
    if (later.of === entry.id) outbox.change(later, { numbers: body.correction });
    // what the person saw when saying the next thing of a record is what the store made of this one
    else if (later.key === entry.key && body.item?.data && later.body?.before && later.body.kind !== "text") {
      const seen = Object.fromEntries(Object.keys(later.body.before).map((name) => [name, body.item.data[name] ?? null]));
      outbox.change(later, { body: { ...later.body, before: seen } });
    }
  }
  if (!item) return;
  if (!outbox.waiting.some((one) => one.key === entry.key)) Object.assign(item, body.item ?? {}, entry.type === "say" ? { confidence: 1 } : {});
  if (entry.body?.kind === "add" && body.item) {
    byKey.delete(entry.key);
    Object.assign(item, body.item, { isNew: false });
    byKey.set(item.key, item);
    notice(say("review.added"));
  }
  refresh(item);
});

outbox.addEventListener("refused", ({ detail: { entry, answer } }) => {
  const item = byKey.get(entry.key);
  notice(entry.refused, "bad");
  undoable.splice(0, undoable.length, ...undoable.filter((one) => one.entry !== entry));
  // a judgement is a key pressed, nothing typed is lost with it
  if (entry.type === "withdraw" || ["accept", "reject"].includes(entry.body.kind) || entry.body.after === entry.body.before) outbox.drop(entry);
  if (entry.type === "withdraw") { revision = ""; hearOthers(); }
  if (!item) return;
  if (entry.type === "say") restore(item, entry.before);
  const { key, ...now } = answer.body?.item ?? {};
  Object.assign(item, now);
  refresh(item);
});

outbox.addEventListener("change", () => {
  const unsaved = outbox.entries.length, box = $("unsaved");
  const isLate = outbox.waits > 0 || outbox.entries.some((entry) => entry.refused);
  document.documentElement.dataset.saved = unsaved ? "no" : "yes";
  box.hidden = !unsaved || !isLate;
  if (box.hidden) return;
  const advice = outbox.waits ? (outbox.needsSignIn ? "review.unsaved_sign_in" : outbox.isStored ? "review.unsaved_advice" : "review.unsaved_here_only") : "review.unsaved_refused";
  box.replaceChildren(make("strong", {}, say("review.unsaved", { n: unsaved })), make("span", { class: "soft" }, say(advice)),
    outbox.waits ? outbox.needsSignIn ? make("a", { href: desk.urls.sign_in, class: "button small" }, say("review.sign_in")) : make("button", { type: "button", class: "small", onclick: () => outbox.hurry() }, say("review.try_now")) : make("button", { type: "button", class: "small", onclick: () => { const one = outbox.entries.find((entry) => entry.refused); if (byKey.has(one?.key)) go(byKey.get(one.key)); } }, say("review.look")));
});

// what is only on this screen would be lost with it
window.addEventListener("beforeunload", (event) => {
  keepDraft();
  if (desk.items.some((item) => item.draft) || (outbox.waiting.length && !outbox.isStored)) event.preventDefault();
});

function restore(item, before) {
  for (const name of Object.keys(item)) if (!(name in before)) delete item[name];
  Object.assign(item, before);
}

/** Show an item as it stands now; `anew` also where a person is typing on its card. */
async function refresh(item, { anew = false } = {}) {
  if (current === item && (anew || !$("card").contains(document.activeElement) || !isTyping(document.activeElement))) card();
  count();
  records();
  const page = await pageOf(item.page);
  if (item.page === pageShown) { const top = $("text").scrollTop; text(page); $("text").scrollTop = top; draw(); }
}

/** On to the next, unless the person stays at a word that nobody asked about. */
function onward(item, { stay = false } = {}) {
  refresh(item, { anew: true });
  if (!stay && current === item) step(1);
}

function accept() {
  const item = current;
  if (!item) return;
  // what was typed or chosen and not kept yet is what stands now
  if (item.type === "record") { if (item.isNew || isTypedIn()) return void saveRecord(); if (tell(item, { kind: "accept", record: item.id, before: item.data })) onward(item); }
  else correct(item.restored);
}

function correct(value) {
  const item = current;
  if (!item || item.type !== "edit") return;
  const after = value.normalize("NFC").trim();
  if (item.isStretch) { item.key = `w-${item.page}-${item.raw[0]}-${item.raw[1]}`; item.isStretch = false; }
  if (!byKey.has(item.key)) add(item);
  if (!tell(item, { kind: "text", raw: item.raw, before: item.restored, after })) return;
  const page = loaded.get(item.page);
  if (page) writeInto(page, item);
  onward(item, { stay: !item.queued });
}

function saveRecord() {
  const item = current;
  const form = $("record-form");
  const fields = {}, seen = {};
  for (const spec of desk.fields[item.kind]) {
    const [value, fault] = readField(spec, form.elements[spec.name], desk.language);
    // a name is looked up first, and its unit shown before it is kept
    if (fault === "field.place_first") { form.elements[spec.name].dispatchEvent(new Event("change")); return; }
    if (fault) { form.elements[spec.name].focus(); form.elements[spec.name].setAttribute("aria-invalid", "true"); notice(say(fault), "bad"); return; }
    const isSeen = isLetterhead(item) && item.doubtful_fields.includes(spec.name);
    if (JSON.stringify(value) === JSON.stringify(item.data[spec.name] ?? null)) { if (isSeen) seen[spec.name] = value; } else fields[spec.name] = value;
  }
  if (item.isNew) return void addRecord(item, fields);
  if (!Object.keys(fields).length) { clearCard(); return void accept(); }
  // who corrects one doubtful field of the letterhead has seen the others, and lets them stand
  Object.assign(fields, seen);
  const was = Object.fromEntries(Object.keys(fields).map((name) => [name, item.data[name] ?? null]));
  document.activeElement?.blur();
  if (tell(item, { kind: "field", record: item.id, before: was, after: fields })) onward(item);
}

function reject() {
  const item = current;
  if (!item || item.type !== "record" || isLetterhead(item)) return;
  if (item.isNew) {
    const refused = outbox.refusedOf(item.key);
    if (refused) { outbox.drop(refused); forget(item); }
    clearCard();
    current = null;
    step(1);
  } else if (tell(item, { kind: "reject", record: item.id, before: item.data })) onward(item);
}

function forget(item) {
  byKey.delete(item.key);
  if (desk.items.includes(item)) desk.items.splice(desk.items.indexOf(item), 1);
}

/** Take back what was said last: out of the outbox where it was never sent, else by a withdrawal that goes the same way. */
async function undo() {
  const last = undoable.pop();
  if (!last) return notice(say("review.nothing_to_undo"));
  const { item, entry } = last;
  if (outbox.entries.includes(entry) && !entry.isTried) outbox.drop(entry);
  else outbox.add({ type: "withdraw", of: entry.id, key: item.key, page: item.page, numbers: last.correction ?? null });
  clearCard();
  if (entry.body.kind === "add") { item.state = "rejected"; forget(item); notice(say("review.undone")); count(); records(); return step(1); }
  restore(item, last.before);
  const page = await pageOf(item.page);
  if (!item.queued && item.key.startsWith("w-")) page.edits = page.edits.filter((edit) => edit.key !== item.key);
  notice(say("review.undone"));
  await refresh(item, { anew: true });
  return go(item);
}

/* ---- a new record, marked on the page ---- */

function proposeRecord(page, raw) {
  if (!desk.can_edit) return notice(say("review.reader_only"), "bad");
  const quote = restoredOf(page, raw).replace(/\s+/g, " ").trim();
  const dialog = $("kinds");
  $("kinds-quote").textContent = quote;
  dialog.returnValue = "";
  dialog.showModal();
  dialog.onclose = () => {
    const kind = dialog.returnValue;
    if (!desk.fields[kind]) return;
    const lines = [];
    for (const word of page.words.filter((one) => isOver(raw, one))) {
      const last = lines.at(-1);
      if (last && word[2] >= last[1] && Math.abs(word[5] - last[4]) < (last[4] - last[2])) { last[3] = word[4]; last[2] = Math.min(last[2], word[3]); last[4] = Math.max(last[4], word[5]); }
      else lines.push([page.n, ...word.slice(2, 6)]);
    }
    const data = Object.fromEntries(desk.fields[kind].map((spec) => [spec.name, spec.initial ?? (spec.is_list ? [] : null)]));
    const main = desk.fields[kind].find((spec) => spec.is_title);
    if (main) data[main.name] = quote;
    current = { key: `new-${Date.now()}`, isNew: true, type: "record", kind, page: page.n, raw, quote, title: quote, data, boxes: lines, state: "unseen", queued: true };
    card();
    draw();
    $("record-form").querySelector("input, select, textarea")?.focus();
  };
  return undefined;
}

function addRecord(item, fields) {
  if (!byKey.has(item.key)) add(item);
  document.activeElement?.blur();
  if (tell(item, { kind: "add", record_kind: item.kind, raw: item.raw, quote: item.quote, after: { ...item.data, ...fields } })) refresh(item, { anew: true });
}

/* ---- panes and keys ---- */

function openPane(name) {
  pane = name;
  for (const one of ["text", "records", "queue"]) {
    $(`pane-${one}`).setAttribute("aria-selected", String(one === name));
    $(`pane-${one}`).tabIndex = one === name ? 0 : -1;
    $(one).hidden = one !== name;
  }
  $("text-tools").hidden = name !== "text";
  $("record-tools").hidden = name !== "records";
  $("queue-tools").hidden = name !== "queue";
  if (name === "queue") listQueue();
  if (pageShown) draw();
}

const panes = ["text", "records", "queue"];
for (const name of panes) $(`pane-${name}`).addEventListener("click", () => openPane(name));
$("panes").addEventListener("keydown", (event) => {
  const by = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
  if (!by) return;
  event.preventDefault();
  event.stopPropagation();
  openPane(panes[(panes.indexOf(pane) + by + 3) % 3]);
  $(`pane-${pane}`).focus();
});
for (const name of ["restored", "raw", "difference"]) $(`view-${name}`).addEventListener("click", () => lookAt(name));
for (const button of document.querySelectorAll("[data-filter]")) button.addEventListener("click", () => {
  filter = button.dataset.filter;
  for (const one of document.querySelectorAll("[data-filter]")) one.setAttribute("aria-pressed", String(one === button));
  count();
});
$("all-pages").addEventListener("change", () => { records(); draw(); });
$("page").addEventListener("change", () => showPage(Math.min(desk.pages.length, Math.max(1, Number($("page").value) || 1))));

const mark = () => {
  if (!desk.can_edit) return notice(say("review.reader_only"), "bad");
  if (current?.isStretch) return pageOf(current.page).then((page) => proposeRecord(page, current.raw));
  viewer.startDrawing();
  return notice(say("review.mark_now"));
};
const nextView = () => lookAt({ restored: "raw", raw: "difference", difference: "restored" }[view]);
const edit = () => {
  const field = $("correction") ?? $("record-form")?.querySelector(".is-doubtful input, .is-doubtful textarea") ?? $("record-form")?.querySelector('[name="value"]') ?? $("record-form")?.querySelector("input, textarea");
  field?.focus();
  field?.select?.();
};
const help = () => { const box = $("help"); if (box.open) box.close(); else box.showModal(); };

const buttons = { prev: () => step(-1), next: () => step(1), "page-back": () => turn(-1), "page-on": () => turn(1), in: () => viewer.zoom(1.4), out: () => viewer.zoom(1 / 1.4), width: () => viewer.fit("width"), whole: () => viewer.fit("page"), rotate: () => viewer.rotate(), mark, undo, help };
for (const button of document.querySelectorAll("[data-act]")) button.addEventListener("click", buttons[button.dataset.act]);

const keys = {
  n: () => step(1), j: () => step(1), ArrowDown: () => step(1), p: () => step(-1), k: () => step(-1), ArrowUp: () => step(-1),
  Enter: accept, a: accept, e: edit, F2: edit, u: undo, x: reject, m: mark, v: nextView, r: () => viewer.rotate(),
  "+": () => viewer.zoom(1.4), "=": () => viewer.zoom(1.4), "-": () => viewer.zoom(1 / 1.4), 0: () => viewer.fit("width"), f: () => viewer.fit("page"),
  "[": () => turn(-1), "]": () => turn(1), PageUp: () => turn(-1), PageDown: () => turn(1), t: () => openPane(panes[(panes.indexOf(pane) + 1) % 3]),
  ArrowRight: (event) => moveWord(1, event.shiftKey), ArrowLeft: (event) => moveWord(-1, event.shiftKey), g: () => { $("page").focus(); $("page").select(); },
};

document.addEventListener("keydown", (event) => {
  if (event.key === "?" && !isTyping(event.target)) { event.preventDefault(); return help(); }
  if (event.key === "Escape") { viewer.stopDrawing(); return undefined; }
  if (event.ctrlKey && event.key.toLowerCase() === "z" && !isTyping(event.target)) { event.preventDefault(); return undo(); }
  if (!keysAreOn || event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target) || document.querySelector("dialog[open]")) return undefined;
  // a button or link in focus keeps its own Enter and its space
  if (event.key === "Enter" && event.target.closest("button, a, summary")) return undefined;
  if (/^[1-9]$/.test(event.key)) {
    const choice = $("card").querySelectorAll(".choices button")[Number(event.key) - 1];
    if (choice) { event.preventDefault(); choice.click(); }
    return undefined;
  }
  const act = keys[event.key] ?? keys[event.key.toLowerCase()];
  if (!act) return undefined;
  event.preventDefault();
  return act(event);
});

$("kinds").addEventListener("keydown", (event) => {
  const choice = /^[1-9]$/.test(event.key) && $("kinds").querySelectorAll(".kinds button")[Number(event.key) - 1];
  if (choice) { event.preventDefault(); event.stopPropagation(); choice.click(); }
});

$("keys-on").checked = keysAreOn;
$("keys-on").addEventListener("change", (event) => { keysAreOn = event.target.checked; localStorage.setItem("vanthu-keys", keysAreOn ? "on" : "off"); });

/* ---- what others did meanwhile ---- */

async function hearOthers() {
  if (document.hidden || outbox.entries.length || isTyping(document.activeElement)) return;
  try {
    const answer = await fetch(`${desk.urls.news}?since=${encodeURIComponent(revision)}`, { headers: { Accept: "application/json" } });
    if (!answer.ok) return;
    const news = await answer.json();
    if (news.revision === revision || !news.items) return;
    revision = news.revision;
    Object.assign(desk.places, news.places);
    await merge(news.items);
  } catch { /* the next round will tell */ }
}

/** Take over what stands in the store now; what a person is at stays in sight. */
async function merge(items) {
  const mine = new Set(undoable.map((one) => one.item.key));
  const fresh = new Map(items.map((item) => [item.key, item]));
  let others = 0;
  for (const item of [...desk.items]) {
    const now = fresh.get(item.key);
    if (now) {
      if (now.state !== item.state && !mine.has(item.key)) others += 1;
      Object.assign(item, now, { queued: item.queued || now.queued });
    } else if (item.type === "record" && item !== current && !item.isNew) {
      desk.items.splice(desk.items.indexOf(item), 1);
      byKey.delete(item.key);
    }
  }
  for (const item of items) if (!byKey.has(item.key)) add(item);
  desk.items.sort((a, b) => (b.cost ?? 0) - (a.cost ?? 0) || a.page - b.page || a.raw[0] - b.raw[0]);
  pages.clear();
  loaded.clear();
  const page = await pageOf(pageShown);
  const top = $("text").scrollTop;
  text(page);
  $("text").scrollTop = top;
  records();
  count();
  draw();
  if (others) notice(say("review.others", { n: others }));
}
setInterval(hearOthers, 20000);

/* ---- begin ---- */

for (const entry of outbox.entries) {
  if (!byKey.has(entry.key) && entry.before) add({ ...entry.before });
  const item = byKey.get(entry.key);
  if (!item || entry.type !== "say" || entry.refused) continue;
  entry.before = { ...item };
  lay(item, entry.body);
}
// the page that the work begins at comes with the desk
if (desk.first) {
  loaded.set(desk.first.n, prepare(desk.first));
  pages.set(desk.first.n, Promise.resolve(desk.first));
}
openPane("text");
count();
outbox.hurry();
const wanted = decodeURIComponent(location.hash.slice(1));
if (/^[er]-/.test(wanted) && !byKey.has(wanted)) await rest;
if (byKey.has(wanted)) go(byKey.get(wanted));
else if (/^page-\d+$/.test(wanted) && sizes[wanted.slice(5)]) { showPage(Number(wanted.slice(5))).then(() => viewer.reveal(desk.hits[pageShown] ?? [])); const first = queue().find(isOpen); if (!first) finish(); else { current = null; $("card").replaceChildren(make("p", { class: "soft" }, say("review.pick_something"))); } }
else { const first = queue().find(isOpen); if (first) go(first); else showPage(1).then(finish); }
document.documentElement.dataset.ready = "yes";

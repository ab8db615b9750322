// What every page has: short notices, the crop of the page image beside a record, forms that send themselves.

const messages = JSON.parse(document.getElementById("messages")?.textContent ?? "{}");

/** The words for a key in the page's language, with {values} filled in. */
export function say(key, values = {}) {
  let text = messages[key] ?? key;
  if ("n" in values && text.includes("|")) text = text.split("|")[values.n === 1 ? 0 : 1];
  return text.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
}

export function notice(text, kind = "") {
  const box = document.getElementById("toasts");
  for (const one of box.children) if (one.textContent === text) one.remove(); // said once, and anew
  const toast = document.createElement("div");
  toast.className = `toast ${kind}`;
  toast.textContent = text;
  box.append(toast);
  while (box.children.length > 3) box.firstChild.remove();
  setTimeout(() => toast.remove(), kind === "bad" ? 9000 : 4000);
}

/** An element: make("a", {href: "…", class: "…"}, child, …). */
export function make(name, attributes = {}, ...children) {
  const node = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (key.startsWith("on")) node.addEventListener(key.slice(2), value);
    else node.setAttribute(key, value === true ? "" : value);
  }
  node.append(...children.filter((child) => child !== null && child !== undefined));
  return node;
}

export function icon(name) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("aria-hidden", "true");
  const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
  const sprite = document.querySelector("[data-icons]")?.dataset.icons ?? "/static/img/icons.svg";
  use.setAttribute("href", `${sprite}#${name}`);
  svg.append(use);
  return svg;
}

export const csrf = () => document.querySelector('meta[name="csrf-token"]').content;

/** Send JSON; gives {ok, status, body}. Never throws for an answer, only where the network fails. */
export async function send(url, body, method = "POST") {
  const answer = await fetch(url, {
    method,
    headers: { "Content-Type": "application/json", Accept: "application/json", "X-CSRF-Token": csrf() },
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  let content = null;
  try { content = await answer.json(); } catch { /* an empty answer */ }
  return { ok: answer.ok, status: answer.status, body: content };
}

document.addEventListener("htmx:configRequest", (event) => { event.detail.headers["X-CSRF-Token"] = csrf(); });
document.addEventListener("htmx:responseError", () => notice(say("js.request_failed"), "bad"));
document.addEventListener("htmx:sendError", () => notice(say("js.no_network"), "bad"));

// on a narrow screen the menus are wider than it: the one that is open is brought into sight
for (const open of document.querySelectorAll('.top nav [aria-current="page"], .tabs [aria-current="page"]')) {
  const menu = open.parentElement;
  menu.scrollLeft = open.offsetLeft - menu.offsetLeft - (menu.clientWidth - open.offsetWidth) / 2;
}

// "/" goes to the search box, as people expect
document.addEventListener("keydown", (event) => {
  if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
  const box = document.getElementById("seek");
  if (box) { event.preventDefault(); box.focus(); box.select(); }
});

export const isTyping = (node) => node instanceof HTMLElement && (node.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(node.tagName) && !/^(checkbox|radio|button|submit)$/.test(node.type ?? ""));

/** "1.250,5" → 1250.5 as Vietnamese write it; null where it is no number. */
export function typedNumber(text, language) {
  const [group, point] = language === "en" ? [",", "."] : [".", ","];
  const bare = text.replace(/\s/g, "");
  const shape = new RegExp(`^-?(\\d{1,3}(\\${group}\\d{3})+|\\d+)(\\${point}\\d+)?$`);
  return shape.test(bare) ? Number(bare.replaceAll(group, "").replace(point, ".")) : null;
}

// forms marked data-auto are sent when something in them changes
document.addEventListener("change", (event) => {
  const form = event.target.closest?.("form[data-auto]");
  if (form) form.requestSubmit();
});

// a form leaves out what is empty, so that its address can be read and passed on
document.addEventListener("submit", (event) => {
  const form = event.target;
  const wrong = [...form.querySelectorAll("[data-number]")].find((field) => field.value.trim() && typedNumber(field.value, document.documentElement.lang) === null);
  if (wrong) { event.preventDefault(); wrong.setAttribute("aria-invalid", "true"); wrong.focus(); return notice(say("field.no_number"), "bad"); }
  if (form.method === "get") {
    for (const field of form.elements) if (field.name && field.value === "") field.disabled = true;
    setTimeout(() => { for (const field of form.elements) if (field.value === "") field.disabled = false; });
  }
  const question = event.submitter?.dataset.confirm ?? form.dataset.confirm;
  if (question && !window.confirm(question)) event.preventDefault();
  return undefined;
});

// an address holds numbers as programs write them, whatever the language of the one who typed: "1.250,5" goes as 1250.5
document.addEventListener("formdata", (event) => {
  for (const field of event.target.querySelectorAll("[data-number]")) {
    if (field.name && event.formData.has(field.name)) event.formData.set(field.name, String(typedNumber(field.value, document.documentElement.lang)));
  }
});

document.addEventListener("click", async (event) => {
  const copy = event.target.closest?.("[data-copy]");
  if (copy) {
    try { await navigator.clipboard.writeText(new URL(copy.dataset.copy, location.href).href); notice(say("js.copied")); }
    catch { const field = document.getElementById(copy.dataset.field ?? ""); field?.select(); notice(say("js.copy_failed"), "bad"); }
  }
  if (event.target.closest?.("[data-print]")) window.print();
  const opener = event.target.closest?.("[data-opens]");
  if (opener) document.getElementById(opener.dataset.opens)?.showModal();
  if (event.target.closest?.("[data-closes]")) event.target.closest("dialog")?.close();
});

// the crop of the page image: on hover and on keyboard focus of anything with data-crop
let crop = null;
function showCrop(node) {
  hideCrop();
  const image = make("img", { src: node.dataset.crop, alt: "" });
  crop = make("div", { class: "crop", "aria-hidden": "true" }, image, make("p", {}, node.dataset.cropNote ?? ""));
  const place = () => {
    if (!crop) return;
    const at = node.getBoundingClientRect(), own = crop.getBoundingClientRect();
    const below = at.bottom + own.height + 12 < innerHeight;
    crop.style.left = `${Math.max(8, Math.min(at.left, innerWidth - own.width - 8))}px`;
    crop.style.top = `${below ? at.bottom + 6 : Math.max(8, at.top - own.height - 6)}px`;
  };
  image.addEventListener("load", place);
  image.addEventListener("error", hideCrop);
  document.body.append(crop);
  place();
}
function hideCrop() { crop?.remove(); crop = null; }
let waiting = 0;
document.addEventListener("pointerover", (event) => {
  const node = event.target.closest?.("[data-crop]");
  clearTimeout(waiting);
  if (!node) return hideCrop();
  if (event.pointerType !== "touch") waiting = setTimeout(() => showCrop(node), 120);
});
document.addEventListener("focusin", (event) => { const node = event.target.closest?.("[data-crop]"); if (node && node.matches(":focus-visible")) showCrop(node); });
document.addEventListener("focusout", hideCrop);
document.addEventListener("scroll", hideCrop, { passive: true, capture: true });
document.addEventListener("keydown", (event) => { if (event.key === "Escape") hideCrop(); });

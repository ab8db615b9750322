// Handing in: files and whole folders, two at a time, what is known already said before it is sent.

import { csrf, make, say } from "./page.js";

const drop = document.getElementById("drop");
const AT_ONCE = 2;
const KNOWN_SUFFIX = /\.(pdf|tiff?|png|jpe?g|jp2|j2k|txt)$/i;

if (drop) {
  const sent = document.getElementById("sent");
  const waiting = [];
  let busy = 0;

  const enter = (files) => {
    for (const { file, name } of files) {
      if (!KNOWN_SUFFIX.test(name)) { if (!/(^|\/)(\.|Thumbs\.db|desktop\.ini)/i.test(name)) row(name).fail(say("handin.wrong_kind")); continue; }
      waiting.push({ file, name, row: row(name) });
    }
    next();
  };

  function row(name) {
    const bar = make("progress", { max: 1, value: 0, "aria-label": name });
    const said = make("span", { class: "said" }, say("handin.will_send"));
    const item = make("li", {}, make("span", { class: "name", title: name }, name), bar, said);
    sent.prepend(item);
    while (sent.children.length > 300) sent.lastChild.remove();
    const end = (kind, text, address) => {
      item.className = kind;
      bar.remove();
      said.textContent = text;
      if (address) said.append(" ", make("a", { href: address }, say("handin.open")));
    };
    return { bar, say: (text) => { said.textContent = text; }, done: (text, address) => end("done", text, address), twice: (text, address) => end("twice", text, address), fail: (text) => end("bad", text) };
  }

  function next() {
    while (busy < AT_ONCE && waiting.length) {
      busy += 1;
      one(waiting.shift()).catch(() => {}).finally(() => { busy -= 1; next(); document.body.dispatchEvent(new Event("line-changed")); });
    }
  }

  async function one({ file, name, row: line }) {
    try {
      const known = await isKnown(file);
      if (known) return line.twice(known.said, known.address);
      line.say(say("handin.sending"));
      const answer = await send(file, name, (share) => { line.bar.value = share; });
      if (answer.status === 503) { line.say(say("handin.full")); await new Promise((done) => setTimeout(done, 5000)); return one({ file, name, row: line }); }
      if (answer.status >= 400) return line.fail([answer.body?.title, answer.body?.advice].filter(Boolean).join(" ") || say("js.request_failed"));
      return answer.body.is_duplicate ? line.twice(answer.body.said, answer.body.address) : line.done(answer.body.said, answer.body.address);
    } catch { return line.fail(say("js.no_network")); }
  }

  /** The document that this file is already, where the browser may hash (on https and on this machine). */
  async function isKnown(file) {
    if (!window.crypto?.subtle || file.size > 200e6) return null;
    const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", await file.arrayBuffer()));
    const name = Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("");
    const answer = await fetch(`${drop.dataset.known}?sha256=${name}`, { headers: { Accept: "application/json" } });
    const body = answer.ok ? await answer.json() : null;
    return body?.known ? body : null;
  }

  function send(file, name, tell) {
    return new Promise((done, failed) => {
      const form = new FormData();
      form.append("file", file, name.split("/").at(-1));
      form.append("name", name);
      const request = new XMLHttpRequest();
      request.open("POST", drop.action);
      request.setRequestHeader("X-CSRF-Token", csrf());
      request.setRequestHeader("Accept", "application/json");
      request.upload.onprogress = (event) => { if (event.lengthComputable) tell(event.loaded / event.total); };
      request.onload = () => { let body = null; try { body = JSON.parse(request.responseText); } catch { /* no JSON */ } done({ status: request.status, body }); };
      request.onerror = failed;
      request.send(form);
    });
  }

  const fromInput = (input) => { enter([...input.files].map((file) => ({ file, name: file.webkitRelativePath || file.name }))); input.value = ""; };
  for (const id of ["files", "folder"]) document.getElementById(id).addEventListener("change", (event) => { event.stopPropagation(); fromInput(event.target); });
  drop.addEventListener("submit", (event) => event.preventDefault());

  for (const name of ["dragenter", "dragover"]) document.addEventListener(name, (event) => { event.preventDefault(); drop.classList.add("over"); });
  document.addEventListener("dragleave", (event) => { if (!event.relatedTarget) drop.classList.remove("over"); });
  document.addEventListener("drop", async (event) => {
    event.preventDefault();
    drop.classList.remove("over");
    const entries = [...event.dataTransfer.items].map((item) => item.webkitGetAsEntry?.()).filter(Boolean);
    if (!entries.length) return enter([...event.dataTransfer.files].map((file) => ({ file, name: file.name })));
    const files = [];
    for (const entry of entries) await walk(entry, files);
    return enter(files);
  });

  async function walk(entry, files) {
    if (entry.isFile) { files.push({ file: await new Promise((done, failed) => entry.file(done, failed)), name: entry.fullPath.replace(/^\//, "") }); return; }
    const reader = entry.createReader();
    for (;;) {
      const some = await new Promise((done, failed) => reader.readEntries(done, failed));
      if (!some.length) return;
      for (const one of some) await walk(one, files);
    }
  }
}

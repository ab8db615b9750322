// What a person said and the store has not taken yet: kept in the browser, sent one after another, tried again until it is
// taken or refused. Each saying lies under a key of its own, so that two tabs do not overwrite one another's.

const LONGEST_WAIT = 30_000;

export class Outbox extends EventTarget {
  /**
   * `post(entry)` sends one and gives {ok, status, body}, or throws where the network fails. Events: "change", "taken" and
   * "refused", the latter two with {entry, answer}.
   */
  constructor(name, post) {
    super();
    this.prefix = `vanthu-unsaid:${name}:`;
    this.post = post;
    this.isStored = true;
    this.entries = this.#found();
    this.waits = 0;
    this.serial = 0;
    this.timer = null;
    this.isSending = false;
    this.needsSignIn = false;
    window.addEventListener("online", () => this.hurry());
  }

  #found() {
    const found = [];
    try {
      for (let i = 0; i < localStorage.length; i += 1) {
        const key = localStorage.key(i);
        if (key.startsWith(this.prefix)) found.push({ ...JSON.parse(localStorage.getItem(key)), isTried: true });
      }
    } catch { this.isStored = false; }
    return found.sort((a, b) => (a.id < b.id ? -1 : 1));
  }

  #write(entry) {
    try { localStorage.setItem(this.prefix + entry.id, JSON.stringify(entry)); this.isStored = true; } catch { this.isStored = false; }
  }

  #forget(entry) {
    this.entries = this.entries.filter((one) => one !== entry);
    try { localStorage.removeItem(this.prefix + entry.id); } catch { this.isStored = false; }
  }

  get waiting() { return this.entries.filter((entry) => !entry.refused); }
  of(key) { return this.entries.filter((entry) => entry.key === key); }
  refusedOf(key) { return this.entries.find((entry) => entry.key === key && entry.refused); }

  add(entry) {
    this.serial += 1;
    entry.id = `${String(Date.now()).padStart(15, "0")}-${String(this.serial).padStart(4, "0")}`;
    this.entries.push(entry);
    this.#write(entry);
    this.#tell("change");
    this.hurry();
    return entry;
  }

  change(entry, values) { Object.assign(entry, values); this.#write(entry); }

  drop(entry) { this.#forget(entry); this.#tell("change"); }

  /** Try now, however long the next wait was to be. */
  hurry() {
    clearTimeout(this.timer);
    this.timer = null;
    this.needsSignIn = false;
    this.#next();
  }

  async #next() {
    const entry = this.waiting[0];
    if (this.isSending || this.timer !== null || !entry) return;
    this.isSending = true;
    entry.isTried = true;
    let answer = null;
    try { answer = await this.post(entry); } catch { /* no answer: tried again below */ }
    this.isSending = false;
    if (answer?.ok && answer.body) this.#taken(entry, answer);
    else if (answer && isFinal(answer)) this.#refuse(entry, answer);
    else return this.#wait(answer);
    return this.#next();
  }

  #taken(entry, answer) {
    this.waits = 0;
    this.#forget(entry);
    this.#tell("taken", { entry, answer });
    this.#tell("change");
  }

  #refuse(entry, answer) {
    this.waits = 0;
    entry.refused = [answer.body?.title ?? answer.body?.detail, answer.body?.advice].filter(Boolean).join(" ") || String(answer.status);
    this.#write(entry);
    this.#tell("refused", { entry, answer });
    this.#tell("change");
  }

  #wait(answer) {
    this.waits += 1;
    this.needsSignIn = answer?.status === 401 || answer?.status === 403;
    this.wait = Math.min(LONGEST_WAIT, 500 * 2 ** this.waits);
    this.timer = setTimeout(() => this.hurry(), this.wait);
    this.#tell("change");
  }

  #tell(name, detail) { this.dispatchEvent(new CustomEvent(name, { detail })); }
}

/** Whether asking again would give the same answer: not where the server is down, busy, or knows nobody (sign in again). */
function isFinal({ status, body }) {
  return status >= 400 && status < 500 && body !== null && ![401, 403, 408, 425, 429].includes(status);
}

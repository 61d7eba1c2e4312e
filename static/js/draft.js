// Saves one text by itself. "Saved" is said when the server's hash is that of the text it was sent.
const PAUSE = 1500, LONGEST = 60000, KEEPALIVE = 60000, PATIENCE = 20000;
export const tab = token();

function token() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

async function sha256(text) {
  const hash = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
  return Array.from(new Uint8Array(hash), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

// A new key for the form, unless somebody else, or nobody, is signed in by now.
async function renew(form) {
  const answer = await fetch(form.action, { headers: { Accept: "text/html" }, signal: AbortSignal.timeout(PATIENCE) });
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const other = page.querySelector("form[data-person]");
  if (!other) return "signedOut";
  if (other.dataset.person !== form.dataset.person) return "otherPerson";
  form.elements.csrfmiddlewaretoken.value = other.elements.csrfmiddlewaretoken.value;
  return "";
}

export class Draft {
  // url: where to PUT. base: the hidden field with the revision. read: the text as it is now.
  // pack: the request's fields. tell: says how it stands. conflict and altered: what to do then.
  constructor(form, { url, base, read, pack, tell, conflict, altered }) {
    Object.assign(this, { form, url, base, read, pack, tell, conflict, altered });
    this.known = read();
    this.sequence = this.failures = 0;
    this.stopped = this.left = this.wrote = false;
    this.sending = this.timer = this.asked = this.refused = this.newest = null;
    addEventListener("pagehide", () => this.leave());
    addEventListener("pageshow", (event) => { if (event.persisted) this.left = false, this.save(); });
    document.addEventListener("visibilitychange", () => this.save());
    addEventListener("online", () => this.save());
    addEventListener("focus", () => { if (this.failures) this.save(); });
  }

  get isChanged() { return this.read() !== this.known; }

  touched() {
    this.left = false;
    if (this.stopped || !this.isChanged) return;
    if (!this.failures) this.tell("unsaved");
    this.later(PAUSE);
  }

  later(wait) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.save(), wait);
  }

  // One request at a time; the newest text goes next.
  async save() {
    clearTimeout(this.timer);
    if (this.sending || this.stopped || this.left) return this.sending;
    if (!this.isChanged || this.read() === this.refused) return null;
    this.sending = this.attempt().catch(() => this.fail(navigator.onLine ? "trouble" : "offline"));
    const went = await this.sending;
    this.sending = null;
    if (went && this.isChanged) this.later(PAUSE);
    return null;
  }

  // The same text on the same base keeps its key, so that a lost answer is asked for again.
  ask(text) {
    const asked = this.asked;
    if (asked?.text === text && asked.base === this.base.value) return asked;
    this.sequence += 1;
    return (this.asked = { text, base: this.base.value, key: token(), sequence: this.sequence });
  }

  put(asked, more, keepalive) {
    const body = JSON.stringify(this.pack({ base: Number(asked.base), tab, sequence: asked.sequence, key: asked.key, ...more }, asked.text));
    const headers = { "Content-Type": "application/json", Accept: "application/json", "X-CSRFToken": this.form.elements.csrfmiddlewaretoken.value };
    const fits = new TextEncoder().encode(body).length < KEEPALIVE;
    return fetch(this.url, { method: "PUT", body, headers, keepalive: keepalive && fits, redirect: "error", signal: AbortSignal.timeout(PATIENCE) });
  }

  async attempt(isSecond = false) {
    const asked = this.ask(this.read());
    const answer = await this.put(asked, crypto.subtle ? {} : { echo: true }, false);
    if (answer.status === 403 && !isSecond) {
      const reason = await renew(this.form);
      return reason ? this.fail(reason) : this.attempt(true);
    }
    if (answer.status === 401 || answer.status === 403) return this.fail("signedOut");
    if (answer.status >= 500 || answer.status === 429) return this.fail("trouble");
    const data = await answer.json();
    if (answer.status === 409) { this.stopped = true; this.tell("conflict"); this.conflict(data, asked.text); return false; }
    if (answer.status !== 200) { this.refused = asked.text; this.tell("refused", data.error); return false; }
    return this.done(data, asked.text);
  }

  async done(data, sent) {
    const stored = data.document ? JSON.stringify(data.document) : data.text ?? sent;
    const isSame = crypto.subtle ? (await sha256(stored)) === data.sha256 : data.altered || stored === sent;
    if (!isSame) return this.fail("trouble");
    this.base.value = data.revision;
    this.failures = 0;
    this.wrote = true;
    this.refused = null;
    const isStill = this.read() === sent;
    if (data.altered) this.altered?.(data, sent);
    this.known = isStill ? this.read() : stored;
    this.tell(isStill ? "saved" : "unsaved", data);
    return true;
  }

  fail(reason) {
    this.failures += 1;
    this.tell(reason);
    this.later(Math.min(LONGEST, 1000 * 2 ** (this.failures - 1)));
    return false;
  }

  // The other version is shown: nothing is sent until a button stores one's own on the newest one.
  wait(newest, base = this.base.value) {
    this.stopped = true;
    this.newest = newest;
    this.base.value = base;
  }

  // The form takes over, as this tab's next save.
  sent() {
    clearTimeout(this.timer);
    this.left = true;
    this.sequence += 1;
    this.base.value = this.newest ?? this.base.value;
  }

  // The person chose their own words over the other version.
  insist(revision) {
    this.base.value = revision;
    this.newest = null;
    this.stopped = false;
    this.known = null;
    return this.save();
  }

  leave() {
    clearTimeout(this.timer);
    if (this.left || !(this.wrote || this.isChanged)) return;
    this.left = true;
    this.put(this.ask(this.read()), { leaving: true }, true).catch(() => {});
  }
}

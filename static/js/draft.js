// Saves one text by itself. "Saved" is said when the server's hash is that of the text it was sent;
// until then a copy stays in this browser.
import { drop, keep, keepAtOnce } from "./store.js";

const COPY = 300, PAUSE = 1500, AT_LEAST = 10000, LONGEST = 60000, KEEPALIVE = 60000, PATIENCE = 20000;
export const tab = token();

function token() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

async function sha256(text) {
  const hash = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
  return Array.from(new Uint8Array(hash), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

const sizeOf = (text) => new TextEncoder().encode(text).length;

// What the server asks us to wait, in milliseconds: seconds or a date.
function asksToWait(answer) {
  const said = answer.headers.get("Retry-After");
  const wait = said ? (/^\d+$/.test(said) ? Number(said) * 1000 : Date.parse(said) - Date.now()) : 0;
  return Math.min(Math.max(wait, 0) || 0, 3600000);
}

// The page's form as the server would give it now; null when nobody is signed in.
export async function current(form) {
  const answer = await fetch(form.action, { headers: { Accept: "text/html" }, cache: "no-store", signal: AbortSignal.timeout(PATIENCE) });
  if (!answer.ok) throw new Error(answer.status);
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  return page.querySelector("form[data-person]");
}

// A new key for the form, unless somebody else, or nobody, is signed in by now.
async function renew(form) {
  const other = await current(form);
  if (!other) return "signedOut";
  if (other.dataset.person !== form.dataset.person) return "otherPerson";
  form.elements.csrfmiddlewaretoken.value = other.elements.csrfmiddlewaretoken.value;
  return "";
}

export class Draft {
  // place: what is written, for the copy in the browser. url: where to PUT. base: the hidden field
  // with the revision. read: the text as it is now. pack: the request's fields. tell: says how it
  // stands, and whether the copy has every word. conflict and altered: what to do then.
  constructor(form, { place, url, base, read, pack, tell, conflict, altered }) {
    Object.assign(this, { form, place, url, base, read, pack, tell, conflict, altered });
    this.person = form.dataset.person;
    this.key = `${this.person} ${place} ${tab}`;
    this.known = null;
    this.sequence = this.failures = this.notBefore = 0;
    this.stopped = this.left = this.wrote = false;
    this.sending = this.timer = this.copying = this.asked = this.refused = this.newest = this.kept = this.keeping = this.since = this.state = this.lost = null;
    addEventListener("pagehide", () => this.leave());
    addEventListener("pageshow", (event) => { if (event.persisted) this.left = false, this.save(); });
    addEventListener("beforeunload", (event) => { if (this.isAtRisk) event.preventDefault(); });
    document.addEventListener("visibilitychange", () => { if (document.hidden) this.copy(); this.again(); });
    addEventListener("online", () => this.again());
    addEventListener("focus", () => { if (this.failures) this.again(); });
  }

  get isChanged() { return this.read() !== this.known; }

  // Whether the server may have another text: one to send, or one whose answer never came (lost).
  get isOwed() { return this.isChanged || this.lost !== null; }

  // Whether there is nothing to send before a form goes.
  get isSettled() { return !this.sending && (this.stopped || !this.isOwed); }

  // Whether this browser holds every word that the server has not.
  get isKept() { return this.kept === this.read(); }

  // Words that would go with the page: the server does not take them, and no copy is here.
  get isAtRisk() {
    return !this.left && this.isChanged && !this.isKept && (this.failures > 0 || this.stopped || sizeOf(this.read()) > KEEPALIVE);
  }

  // The text that the page came with: any other was typed before this script had come.
  begin(text) {
    this.known = text;
    if (this.isChanged) this.touched();
  }

  touched() {
    this.left = false;
    this.copying ??= setTimeout(() => this.copy(), COPY);
    if (this.stopped || !this.isChanged) return;
    if (!this.failures) this.say("unsaved");
    this.since ??= Date.now();
    this.later(Math.min(PAUSE, Math.max(0, this.since + AT_LEAST - Date.now())));
  }

  say(state, more) {
    Object.assign(this, { state, more });
    this.tell(state, more, this.isKept);
  }

  asCopy(text) {
    const { person, place, key, base, form } = this;
    return { key, person, place, tab, base: base.value, text, address: form.action };
  }

  // 300 ms after a key, typing on or not, this browser has the words.
  async copy() {
    clearTimeout(this.copying);
    this.copying = null;
    const text = this.read();
    if (text === this.known) return this.dropCopy();
    if (text === this.kept) return;
    this.keeping = text;
    const isKept = await keep(this.asCopy(text));
    this.kept = isKept && this.keeping === text ? text : null;
    if (this.failures) this.say(this.state, this.more);
  }

  // With a text only where that is what is kept. What is on its way to the disk goes with it.
  dropCopy(text) {
    const isIt = (copy) => text === undefined || copy === text;
    if (isIt(this.kept)) this.kept = null;
    if (isIt(this.keeping)) this.keeping = null;
    drop(this.key, text);
  }

  later(wait) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.save(), wait);
  }

  // Something may have changed for the better: try, unless the server asked for a pause.
  again() { return Date.now() < this.notBefore ? null : this.save(); }

  // One request at a time; the newest text goes next. A text whose answer never came may be stored,
  // so it goes once more, until it has one: what stands on it is then no conflict with ourselves.
  async save() {
    clearTimeout(this.timer);
    if (this.sending || this.stopped || this.left) return this.sending;
    if (!this.isOwed || this.read() === this.refused) return null;
    this.since = null;
    this.lost ??= this.read();
    const went = await this.send(this.lost);
    if (went && this.isChanged) this.later(PAUSE);
    return null;
  }

  async send(text) {
    this.sending = this.attempt(this.ask(text)).catch(() => this.fail(navigator.onLine ? "trouble" : "offline"));
    const went = await this.sending;
    this.sending = null;
    return went;
  }

  // Stores what is left, for a button that leads on. Says "" when the server has every word.
  async settle() {
    this.refused = null;
    for (let turn = 0; turn < 3; turn += 1) {
      while (this.sending) await this.sending;
      if (this.stopped) return "stopped";
      if (!this.isOwed) return "";
      await this.save();
    }
    return this.isOwed ? this.state : "";
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
    const headers = { "Content-Type": "application/json", Accept: "application/json", "X-CSRFToken": this.form.elements.csrfmiddlewaretoken.value, "X-Person": this.person };
    return fetch(this.url, { method: "PUT", body, headers, keepalive: keepalive && sizeOf(body) < KEEPALIVE, redirect: "error", signal: AbortSignal.timeout(PATIENCE) });
  }

  async attempt(asked, isSecond = false) {
    const answer = await this.put(asked, crypto.subtle ? {} : { echo: true }, document.hidden);
    if (answer.status < 500) this.lost = null;
    if (answer.status === 403 && !isSecond) {
      const reason = await renew(this.form);
      return reason ? this.fail(reason) : this.attempt(asked, true);
    }
    if (answer.status === 401 || answer.status === 403) return this.fail("signedOut");
    if (answer.status === 429) return this.fail("busy", asksToWait(answer));
    if (answer.status >= 500) return this.fail("trouble", asksToWait(answer));
    const data = await answer.json();
    if (answer.status === 409) { this.stopped = true; this.say("conflict"); this.conflict(data, asked.text); return false; }
    if (answer.status !== 200) { this.refused = asked.text; this.failures = 0; this.say("refused", data.error); return false; }
    return this.done(data, asked.text);
  }

  async done(data, sent) {
    const stored = data.document ? JSON.stringify(data.document) : data.text ?? sent;
    const isSame = crypto.subtle ? (await sha256(stored)) === data.sha256 : data.altered || stored === sent;
    if (!isSame) return this.fail("trouble");
    this.base.value = data.revision;
    this.failures = this.notBefore = 0;
    this.wrote = true;
    this.refused = null;
    const isStill = this.read() === sent;
    if (data.altered) this.altered?.(data, sent);
    this.known = isStill ? this.read() : stored;
    this.dropCopy(sent);
    this.say(isStill ? "saved" : "unsaved", data);
    return true;
  }

  fail(reason, wait = 0) {
    this.failures += 1;
    this.notBefore = Date.now() + wait;
    this.say(reason);
    this.copy();
    this.later(Math.max(wait, Math.min(LONGEST, 1000 * 2 ** (this.failures - 1))));
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
    this.copy();
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

  // Has the server keep the page's own words among the earlier versions. Says whether it has.
  async keepEarlier() {
    if (!this.stopped && await this.settle()) return false;
    return this.keepVersion(this.ask(this.read()));
  }

  // The same for words of an earlier page, on an older base: they take the place of none.
  keepAside({ text, base }) {
    const older = Math.max(0, Math.min(Number(base), Number(this.base.value) - 1));
    return this.keepVersion({ text, base: older, key: token(), sequence: 0 });
  }

  async keepVersion(asked, isSecond = false) {
    const answer = await this.put(asked, { leaving: true }, false).catch(() => null);
    if (answer?.status === 403 && !isSecond && !await renew(this.form).catch(() => true)) return this.keepVersion(asked, true);
    const isThere = answer?.status === 200 || answer?.status === 409;
    if (!isThere) this.fail(answer?.status === 401 || answer?.status === 403 ? "signedOut" : answer ? "trouble" : "offline");
    return isThere;
  }

  // Stores a text that is not on the page, which then has to come again.
  async swap(text, base = this.base.value) {
    while (this.sending) await this.sending;
    const before = this.base.value;
    this.base.value = base;
    if (!await this.send(text)) { this.base.value = before; return false; }
    this.letGo();
    return true;
  }

  // Nothing of this page is sent any more: its words are kept, or were not chosen.
  letGo() {
    clearTimeout(this.timer);
    clearTimeout(this.copying);
    this.left = true;
    this.dropCopy();
  }

  leave() {
    clearTimeout(this.timer);
    if (this.left || !(this.wrote || this.isOwed)) return;
    // What is sent now may be on its way while the next page is read.
    const isOwed = this.isOwed;
    if (isOwed) keepAtOnce({ ...this.asCopy(this.read()), leaving: navigator.onLine });
    this.left = true;
    this.put(this.ask(this.read()), isOwed ? { leaving: true } : { leaving: true, known: true }, true).catch(() => {});
  }
}

// A text that goes with the form alone: until a button is pressed, a copy stays in this browser.
export class Unsent extends Draft {
  get isSettled() { return true; }

  get isAtRisk() { return !this.left && this.isChanged && !this.isKept; }

  async save() { return null; }

  async settle() { return ""; }

  leave() {
    if (!this.left && this.isChanged) keepAtOnce(this.asCopy(this.read()));
    this.left = true;
  }
}

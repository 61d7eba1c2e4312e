// The write page: its words save themselves, prompts go into the text, and both versions are shown.
import { gather, plain, textAt, tidy, together } from "./document.js";
import { Draft, tab, Unsent } from "./draft.js";
import { Found, holder } from "./found.js";
import { copies, drop } from "./store.js";
import { held, hold, listen, say } from "./tabs.js";
import { show } from "./versions.js";

const form = document.getElementById("page");
const body = form.elements.body, saved = document.getElementById("saved"), spoken = document.getElementById("spoken");
const attend = document.getElementById("attend"), notices = document.getElementById("beside");
const words = saved.dataset, { person, week, zone } = form.dataset;
const isShared = "shared" in document.body.dataset;
const all = (selector, within = form) => Array.from(within.querySelectorAll(selector));
// Comes again with what is stored; true, since there is nothing more to choose on this page.
const leave = () => { location.assign(form.action); return true; };

// --- how it stands: seen always, spoken on failure and the first time ---
function moment(time, shape) {
  const parts = { hour: "2-digit", minute: "2-digit", hourCycle: "h23", ...shape };
  const language = document.documentElement.lang;
  try {
    return new Date(time).toLocaleString(language, { ...parts, timeZone: zone });
  } catch {
    return new Date(time).toLocaleString(language, parts);
  }
}
const clock = (time) => moment(time);
const dated = (time) => moment(time, { weekday: "long", day: "numeric", month: "long" });

// Where the words are, for each state in which the server has not all of them.
const SAFE = { offline: "keptBack", signedOut: "keptBack", trouble: "keptAgain", busy: "keptAgain", otherPerson: "kept", refused: "kept" };
const whereabouts = (state, isKept) => state in SAFE ? words[isKept ? SAFE[state] : isShared ? "shared" : "page"] : "";

function sentence(state, more, isKept) {
  if (state === "saved") return words.saved.replace("{time}", clock(more.saved_at)) + (more.altered ? ` ${words.altered}` : "");
  const error = state === "refused" && more;
  return [words[state] ?? words.refused, error, whereabouts(state, isKept)].filter(Boolean).join(" ");
}

let last = "", rest = null;
function tell(state, more, isKept) {
  const text = [sentence(state, more, isKept), rest?.isChanged && words.why].filter(Boolean).join(" ");
  saved.textContent = text;
  saved.classList.toggle("wanting", state in SAFE);
  const isNews = state !== "unsaved" && state !== last;
  if (isNews) { spoken.textContent = text; last = state; }
  if (state === "saved") say({ saved: week, person, tab, revision: more.revision, at: more.saved_at });
  attention();
}

// What only the person can mend stays in sight, wherever on the page they write.
function attention() {
  const states = drafts.map((one) => one.state);
  const state = ["otherPerson", "signedOut"].find((one) => states.includes(one));
  attend.hidden = !state;
  if (state) attend.querySelector("p").textContent = sentence(state, null, drafts.every((one) => !one.isChanged || one.isKept));
}

// One line about other tabs and pages; a newer one of its kind takes its place.
function notice(kind, text, link) {
  const line = notices.querySelector(`[data-kind="${kind}"]`) ?? document.createElement("p");
  line.dataset.kind = kind;
  line.replaceChildren(text, " ");
  if (link) line.append(Object.assign(document.createElement("a"), link));
  notices.append(line);
  notices.hidden = false;
}

// --- two versions ---
const head = form.querySelector("header");
const names = Object.fromEntries(all("[data-quality]").map((row) => [row.dataset.quality, row.querySelector("label").textContent.trim()]));
const readable = (document) => plain(document, (key) => names[key] ?? words[key] ?? key);

function conflict(data) {
  notices.querySelector("[data-kind=tab]")?.remove();
  notices.hidden = !notices.childElementCount;
  show("other", {
    time: clock(data.saved_at),
    words: data.words,
    yours: readable(gather(form)),
    before: head,
    choices: {
      other: async () => { if (!await draft.keepEarlier()) return false; draft.letGo(); return leave(); },
      yours: (shown) => { shown.remove(); body.focus(); return draft.insist(data.revision); },
      both: async () => await draft.keepEarlier() && await draft.swap(JSON.stringify(together(data.document, gather(form))), data.revision) && leave(),
    },
  });
}

// Cleaned words replace what was sent, where nothing was typed since; the caret stays.
function altered({ document: kept }, sent) {
  const before = JSON.parse(sent);
  replace(form.elements.title, gather(form).title === before.title, kept.title);
  replace(body, body.value === before.body, kept.body);
  for (const { key, line } of kept.qualities) {
    const field = form.elements[`line-${key}`];
    if (field) replace(field, before.qualities.some((one) => one.key === key && one.line === field.value), line);
  }
}

function replace(field, isStill, text) {
  if (!isStill || field.value === text) return;
  const caret = field.selectionEnd;
  field.value = text;
  field.setSelectionRange(caret, caret);
}

const drafts = [];
const draft = new Draft(form, {
  place: week,
  url: form.dataset.draft,
  base: form.elements.base,
  read: () => textAt(form, week),
  pack: (fields, sent) => ({ ...fields, document: JSON.parse(sent) }),
  tell, conflict, altered,
});
drafts.push(draft);
// A page that came with both versions waits for a button.
if ("stopped" in form.dataset) draft.wait(form.elements.base.value, form.dataset.stopped);
// Typing may have begun before this script: what the server sent tells what is new.
const asItCame = form.cloneNode(true);
asItCame.reset();
// What came back to be mended is not stored yet.
if (!("unkept" in form.dataset)) draft.begin(textAt(asItCame, week));
const isReadyToLook = "unkept" in form.dataset ? draft.copy() : null;

const lines = {};
for (const row of all("[data-check-in]")) {
  const field = row.querySelector("textarea"), said = row.querySelector("[data-said]");
  const was = row.querySelector("[name^=check-in-was-]"), base = row.querySelector("[name^=check-in-base-]");
  const mine = new Draft(form, {
    place: `${week}/${field.name}`,
    url: row.dataset.checkIn,
    base,
    read: () => field.value,
    pack: ({ base: on }, sent) => ({ base: on, text: sent }),
    tell: (state, more, isKept) => {
      if (more?.sha256) was.value = more.sha256;
      said.textContent = sentence(state, more, isKept);
      attention();
    },
    conflict: (data) => {
      said.textContent = `${words.elsewhere} ${data.text}`;
      spoken.textContent = said.textContent;
      mine.wait(data.revision);
    },
    altered: (data, sent) => replace(field, field.value === sent, data.text),
  });
  field.addEventListener("input", () => mine.touched());
  if ("late" in row.dataset) mine.wait(mine.base.value, row.dataset.late);
  mine.begin(textAt(asItCame, mine.place));
  drafts.push(mine);
  lines[mine.place] = { row, field, base, was, mine };
}

// The word of why of a rest: a button keeps it, and it is no part of what is saved by itself.
const why = form.elements.rest_note;
if (why) {
  rest = new Unsent(form, {
    place: `${week}/rest_note`,
    base: { value: "0" },
    read: () => tidy(why.value),
    tell: () => { saved.textContent = words.why; },
  });
  why.addEventListener("input", () => rest.touched());
  rest.begin(tidy(asItCame.elements.rest_note.value));
  drafts.push(rest);
  lines[rest.place] = { row: why.closest(".item"), field: why, mine: rest };
}

form.addEventListener("input", () => draft.touched());
form.addEventListener("change", () => draft.touched());

// --- what an earlier page left in this browser ---
const found = new Found({
  form, tab,
  places: [week, ...Object.keys(lines)],
  found: (copy) => copy.place in lines ? offer(copy) : foundPage(copy),
  stale: (place, newest) => {
    if (!(place in lines)) { if (!draft.isChanged) leave(); return; }
    const { field, base, was, mine } = lines[place];
    if (mine.isChanged) return;
    for (const one of [field, base, was].filter(Boolean)) one.value = newest.elements[one.name].value;
    mine.known = mine.read();
  },
  elsewhere: (others) => others.forEach(({ address, place, time }) => {
    const [number] = place.match(/\d+(?=\/|$)/);
    notice(place, words.left.replace("{number}", Number(number)).replace("{time}", dated(time)), { href: address, textContent: words.goThere });
  }),
});

async function foundPage(copy) {
  const mine = JSON.parse(copy.text);
  const take = async (sent) => {
    if (!await draft.keepEarlier() || !await draft.swap(sent)) return false;
    await drop(copy.key);
    return leave();
  };
  // There is nothing that it could overwrite.
  if (form.elements.base.value === "0" && !readable(gather(form))) return take(copy.text);
  show("found", {
    time: dated(copy.time),
    words: readable(gather(form)),
    yours: readable(mine),
    before: head,
    choices: {
      other: async (shown) => {
        if (!await draft.keepEarlier() || !await draft.keepAside(copy)) return;
        await drop(copy.key);
        shown.remove();
        body.focus();
        found.look();
      },
      yours: () => take(copy.text),
      both: () => take(JSON.stringify(together(gather(form), mine))),
    },
  });
}

// A check-in's words are put after what stands in its line, or let go.
function offer(copy) {
  const { row, field, mine } = lines[copy.place];
  const shown = document.getElementById("found-line").content.cloneNode(true).firstElementChild;
  const title = shown.querySelector("h3");
  title.textContent = title.textContent.replace("{time}", dated(copy.time));
  shown.querySelector("[data-yours]").textContent = copy.text;
  shown.addEventListener("click", async (event) => {
    const choice = event.target.dataset.keep;
    if (!choice) return;
    if (choice === "yours") {
      field.value = [field.value, copy.text].filter(Boolean).join(field.rows ? "\n" : " ");
      mine.touched();
      await mine.copy();
    }
    await drop(copy.key);
    shown.remove();
    field.focus();
    found.look();
  });
  row.querySelector("label").after(shown);
  row.closest("details")?.setAttribute("open", "");
}

// --- other tabs ---
listen((heard) => {
  if ("signedIn" in heard) drafts.forEach((one) => one.again());
  if (heard.saved !== week || heard.person !== person || heard.tab === tab || Number(form.elements.base.value) >= heard.revision) return;
  if (draft.isChanged) draft.again();
  else notice("tab", words.changed.replace("{time}", clock(heard.at)), { href: form.action, textContent: words.showHere });
});

// A page that is being left holds its name a little longer than it is there.
async function isElsewhere() {
  const name = holder(person, week, "");
  return Array.from(await held()).some((one) => one.startsWith(name) && one !== name + tab);
}

async function begin() {
  hold(holder(person, week, tab));
  if (await isElsewhere()) setTimeout(async () => { if (await isElsewhere()) notice("tab", words.openElsewhere); }, 500);
  await isReadyToLook;
  // A finished page has no such line any more: its why went with the button.
  if (!why) for (const { place, key } of await copies(person)) if (place === `${week}/rest_note`) await drop(key);
  if (!("stopped" in form.dataset)) await found.look();
}
begin();
if (!isShared && form.dataset.worker) navigator.serviceWorker?.register(form.dataset.worker, { scope: form.dataset.scope }).catch(() => {});

// --- buttons: what is left is stored first, so that a form is sent on top of it and never in vain ---
const NEEDS_YOU = ["offline", "signedOut", "otherPerson"], MAY_PASS = ["trouble", "busy"];
let isReady = false, tried = "";

function go() {
  drafts.forEach((one) => one.sent());
  form.elements.tab.value = tab;
  form.elements.sequence.value = draft.sequence;
  isReady = false;
}

async function storeFirst(submitter) {
  const stopped = drafts.map((one) => one.stopped);
  const states = await Promise.all(drafts.map((one) => one.settle()));
  if (drafts.some((one, n) => one.stopped && !stopped[n])) return;
  const state = states.find((one) => NEEDS_YOU.includes(one)) ?? states.find((one) => MAY_PASS.includes(one));
  // A server that does not answer may yet take the form: the second press tries.
  if (state && (NEEDS_YOU.includes(state) || tried !== state)) { tried = state; saved.scrollIntoView({ block: "nearest" }); return; }
  isReady = true;
  form.requestSubmit(submitter);
}

form.addEventListener("submit", (event) => {
  if (isReady || draft.stopped || drafts.every((one) => one.isSettled)) { go(); return; }
  event.preventDefault();
  storeFirst(event.submitter);
});

form.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
  event.preventDefault();
  form.requestSubmit(form.querySelector("[data-finish]"));
});

// --- prompts: the question on a line of its own, the caret after it ---
let caret = null;
body.addEventListener("blur", () => { caret = body.selectionEnd; });
form.addEventListener("click", (event) => {
  const button = event.target.closest("button[name=prompt]");
  if (!button) return;
  event.preventDefault();
  const at = caret ?? body.value.length;
  const before = body.value.slice(0, at).trimEnd(), after = body.value.slice(at).trimStart();
  const start = `${before}${before ? "\n\n" : ""}${button.textContent.trim()}\n\n`;
  body.value = start + (after ? `\n\n${after}` : "");
  body.focus();
  body.setSelectionRange(start.length, start.length);
  spoken.textContent = words.placed;
  draft.touched();
});

for (const hint of all("[data-scripted]")) hint.hidden = false;

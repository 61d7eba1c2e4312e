// The write page: its words save themselves, prompts go into the text, and both versions are shown.
import { Draft, tab } from "./draft.js";

const form = document.getElementById("page");
const body = form.elements.body, saved = document.getElementById("saved"), spoken = document.getElementById("spoken");
const words = saved.dataset;
const all = (selector, within = form) => Array.from(within.querySelectorAll(selector));

// --- the document, as the server writes it ---
const tidy = (text) => text.trim().replace(/\s+/g, " ");
const says = (moment) => moment.address || moment.quote || moment.whence || moment.why;

function post(row) {
  const { address, quote, whence, day } = JSON.parse(row.querySelector("[name^=copy-]").value);
  return { address, quote, whence, day, why: row.querySelector("textarea").value };
}

function byHand(row) {
  const part = (name) => row.querySelector(`[name$="-${name}"]`).value;
  return { address: part("address").trim(), quote: part("quote"), whence: part("whence"), day: part("day"), why: part("why") };
}

function gather() {
  const qualities = all("[data-quality]").map((row) => ({
    key: row.dataset.quality,
    line: row.querySelector("textarea").value,
    mark: row.querySelector("input:checked")?.value ?? "",
  }));
  const picked = all("[data-moment=post]").filter((row) => row.querySelector("[type=checkbox]").checked);
  return {
    title: tidy(form.elements.title.value),
    body: body.value,
    qualities: qualities.filter((one) => one.line || one.mark),
    moments: [...picked.map(post), ...all("[data-moment=hand]").map(byHand)].filter(says),
  };
}

// --- how it stands: seen always, spoken on failure and the first time ---
function clock(moment) {
  const shape = { hour: "2-digit", minute: "2-digit", hourCycle: "h23" };
  try {
    return new Date(moment).toLocaleTimeString([], { ...shape, timeZone: form.dataset.zone });
  } catch {
    return new Date(moment).toLocaleTimeString([], shape);
  }
}

let last = "";
function tell(state, more) {
  let text = words[state] ?? words.refused;
  if (state === "saved") text = text.replace("{time}", clock(more.saved_at)) + (more.altered ? ` ${words.altered}` : "");
  if (state === "refused" && more) text += ` ${more}`;
  saved.textContent = text;
  const isNews = state !== "unsaved" && state !== last;
  if (isNews) { spoken.textContent = text; last = state; }
}

// --- two versions ---
function conflict(data) {
  const shown = document.getElementById("other").content.cloneNode(true).firstElementChild;
  const title = shown.querySelector("h2");
  title.textContent = title.textContent.replace("{time}", clock(data.saved_at));
  shown.querySelector("[data-words]").textContent = data.words;
  shown.querySelector("[data-yours]").textContent = data.yours;
  shown.querySelector("[data-keep=other]").addEventListener("click", () => location.assign(form.action));
  shown.querySelector("[data-keep=yours]").addEventListener("click", () => {
    shown.remove();
    body.focus();
    draft.insist(data.revision);
  });
  form.querySelector("h1").before(shown);
  shown.focus();
}

// Cleaned words replace what was sent, where nothing was typed since; the caret stays.
function altered({ document: kept }, sent) {
  const before = JSON.parse(sent);
  replace(form.elements.title, tidy(form.elements.title.value) === before.title, kept.title);
  replace(body, body.value === before.body, kept.body);
  for (const { key, line } of kept.qualities) {
    const field = form.elements[`line-${key}`];
    replace(field, before.qualities.some((one) => one.key === key && one.line === field.value), line);
  }
}

function replace(field, isStill, text) {
  if (!isStill || field.value === text) return;
  const caret = field.selectionEnd;
  field.value = text;
  field.setSelectionRange(caret, caret);
}

const draft = new Draft(form, {
  url: form.dataset.draft,
  base: form.elements.base,
  read: () => JSON.stringify(gather()),
  pack: (fields, text) => ({ ...fields, document: JSON.parse(text) }),
  tell, conflict, altered,
});
// A page that came with both versions waits for a button.
if ("stopped" in form.dataset) draft.wait(form.elements.base.value, form.dataset.stopped);
// What came back to be mended is not stored yet.
if ("unkept" in form.dataset) draft.known = null;

const checkIns = all("[data-check-in]").map((row) => {
  const field = row.querySelector("textarea"), said = row.querySelector("[data-said]");
  const mine = new Draft(form, {
    url: row.dataset.checkIn,
    base: row.querySelector("[name^=check-in-base-]"),
    read: () => field.value,
    pack: ({ base }, text) => ({ base, text }),
    tell: (state, more) => {
      if (more?.sha256) row.querySelector("[name^=check-in-was-]").value = more.sha256;
      said.textContent = state === "saved" ? words.saved.replace("{time}", clock(more.saved_at)) : words[state] ?? "";
      if (state === "refused" && more) said.textContent += ` ${more}`;
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
  return mine;
});

const drafts = [draft, ...checkIns];
form.addEventListener("input", () => draft.touched());
form.addEventListener("change", () => draft.touched());

// The form is sent on top of what was saved last, so a save under way comes first.
let isReady = false;
form.addEventListener("submit", (event) => {
  const under = drafts.map((one) => one.sending).filter(Boolean);
  if (isReady || !under.length) { drafts.forEach((one) => one.sent()); form.elements.tab.value = tab; form.elements.sequence.value = draft.sequence; return; }
  event.preventDefault();
  const { submitter } = event;
  Promise.all(under).then(() => { isReady = true; form.requestSubmit(submitter); });
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

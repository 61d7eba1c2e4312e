// Single keys, as the page of keys lists them. In a field they are letters; with a modifier they are the browser's.
const { keys, search, write } = document.querySelector("script[data-keys]").dataset;
const TYPED = "input, textarea, select, [contenteditable]";

const follow = (selector) => document.querySelector(selector)?.click();

function seek() {
  const field = document.querySelector("[role=search] [type=search]");
  if (field) field.focus();
  else location.assign(`${search}#id_words`);
}

// The list of keys is the same everywhere, so it is asked for when somebody wants it.
async function page() {
  const answer = await fetch(keys, { redirect: "error" });
  return new DOMParser().parseFromString(answer.ok ? await answer.text() : "", "text/html");
}

async function show() {
  if (document.querySelector("dialog[open]")) return;
  const parts = await page().catch(() => null);
  const list = parts?.getElementById("keys");
  if (!list) { location.assign(keys); return; }
  const dialog = document.createElement("dialog"), heading = document.createElement("h2"), way = document.createElement("a");
  heading.id = "keys-title";
  heading.textContent = parts.querySelector("h1").textContent;
  way.href = keys;
  way.textContent = parts.querySelector("button[name=keys]").textContent;
  list.removeAttribute("id");
  dialog.className = "keys";
  dialog.setAttribute("aria-labelledby", heading.id);
  dialog.append(heading, list, way);
  dialog.addEventListener("close", () => dialog.remove());
  dialog.addEventListener("click", (event) => { if (event.target === dialog) dialog.close(); });
  document.body.append(dialog);
  dialog.showModal();
}

const acts = {
  "?": show,
  "/": seek,
  w: () => location.assign(write),
  p: () => follow("a[rel=prev]"),
  n: () => follow("a[rel=next]"),
};

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.repeat || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  if (event.target.closest(TYPED) || document.querySelector("dialog[open]")) return;
  const act = Object.hasOwn(acts, event.key) && acts[event.key];
  if (!act) return;
  event.preventDefault();
  act();
});

// Coming from another page with "/".
if (location.hash === "#id_words") document.getElementById("id_words")?.focus();

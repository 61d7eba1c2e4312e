// Signing out: asks about words that were not sent, and takes what is this person's away.
import { copies, drop, forget } from "./store.js";

const form = document.querySelector("form[data-leave]"), left = document.getElementById("left");
const { person, zone } = form.dataset;

function line({ address, place, time }) {
  const item = document.createElement("li"), link = document.createElement("a");
  const [number] = place.match(/\d+(?=\/|$)/);
  const when = new Date(time).toLocaleString(document.documentElement.lang, { dateStyle: "full", timeStyle: "short", timeZone: zone });
  link.href = address;
  link.textContent = left.dataset.words.replace("{number}", Number(number)).replace("{time}", when);
  item.append(link);
  return item;
}

// What the server has not; a copy of what did arrive is dropped. Few have one to ask about, and a
// button that waited for the asking's scripts would be pressed before it can ask.
async function unsent() {
  const kept = [];
  for (const copy of await copies(person)) {
    const { isThere } = copy.leaving ? await import("./found.js") : {};
    if (await isThere?.(copy)) await drop(copy.key);
    else kept.push(copy);
  }
  return kept;
}

if (left) {
  const found = await unsent();
  left.querySelector("ul").replaceChildren(...found.map(line));
  left.hidden = found.length === 0;
}

async function leave() {
  // A page that cannot ask leads to the one that does.
  if (!left && (await unsent()).length) return location.assign(form.action);
  const isErased = left && !left.hidden && left.querySelector("input:checked").value === "erase";
  form.elements.left.value = await forget(person, isErased) ? "nothing" : "something";
  form.requestSubmit();
}

form.addEventListener("submit", (event) => {
  if (form.elements.left.value) return;
  event.preventDefault();
  leave();
});

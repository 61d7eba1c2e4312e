// Signing out: asks about words that were not sent, and takes what is this person's away.
import { copies, forget } from "./store.js";

const form = document.querySelector("form[data-leave]"), left = document.getElementById("left");
const { person } = form.dataset;

const unsent = await copies(person);
const list = left.querySelector("ul");
for (const { address, place, time } of unsent) {
  const line = document.createElement("li"), link = document.createElement("a");
  const [number] = place.match(/\d+(?=\/|$)/);
  const when = new Date(time).toLocaleString(document.documentElement.lang, { dateStyle: "full", timeStyle: "short", timeZone: form.dataset.zone });
  link.href = address;
  link.textContent = left.dataset.words.replace("{number}", Number(number)).replace("{time}", when);
  line.append(link);
  list.append(line);
}
left.hidden = unsent.length === 0;

form.addEventListener("submit", async (event) => {
  if (form.elements.left.value) return;
  event.preventDefault();
  const isErased = left.hidden || left.querySelector("input:checked")?.value === "erase";
  form.elements.left.value = await forget(person, isErased) ? "nothing" : "something";
  form.requestSubmit();
});

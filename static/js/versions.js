// Two versions of a page side by side, and what the person makes of them.

// Each paragraph by itself; what the other version has not gets a line beside it.
function fill(place, text, other) {
  const parts = (whole) => whole.split(/\n{2,}/).filter((part) => part.trim());
  const known = new Set(parts(other));
  if (!text) return;  // the template's own words say that it is blank
  place.replaceChildren(...parts(text).map((part) => {
    const shown = document.createElement("p");
    shown.textContent = part;
    shown.classList.toggle("alone", !known.has(part));
    return shown;
  }));
}

// template: the id of what is shown, filled with `words` and `yours`. choices: a function for each
// button, which is given the section; true when the page is left for it.
export function show(template, { time, words, yours, before, choices }) {
  document.querySelector("section.other")?.remove();
  const shown = document.getElementById(template).content.cloneNode(true).firstElementChild;
  const title = shown.querySelector("h2");
  title.textContent = title.textContent.replace("{time}", time);
  fill(shown.querySelector("[data-words]"), words, yours);
  fill(shown.querySelector("[data-yours]"), yours, words);
  for (const button of shown.querySelectorAll("[data-keep]")) {
    button.addEventListener("click", async () => {
      const buttons = shown.querySelectorAll("[data-keep]");
      buttons.forEach((one) => { one.disabled = true; });
      const isGoing = await choices[button.dataset.keep](shown);
      buttons.forEach((one) => { one.disabled = isGoing === true; });
    });
  }
  before.before(shown);
  shown.focus();
}

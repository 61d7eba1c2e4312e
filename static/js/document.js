// A week's page as one document, as the server writes it: read from the form, and put together.
export const tidy = (text) => text.trim().replace(/\s+/g, " ");
const says = (moment) => moment.address || moment.quote || moment.whence || moment.why;
const all = (form, selector) => Array.from(form.querySelectorAll(selector));

function post(row) {
  const { address, quote, whence, day } = JSON.parse(row.querySelector("[name^=copy-]").value);
  return { address, quote, whence, day, why: row.querySelector("textarea").value };
}

function byHand(row) {
  const part = (name) => row.querySelector(`[name$="-${name}"]`).value;
  return { address: part("address").trim(), quote: part("quote"), whence: part("whence"), day: part("day"), why: part("why") };
}

export const blank = { title: "", body: "", qualities: [], moments: [] };

export function gather(form) {
  const qualities = all(form, "[data-quality]").map((row) => ({
    key: row.dataset.quality,
    line: row.querySelector("textarea").value,
    mark: row.querySelector("input:checked")?.value ?? "",
  }));
  const picked = all(form, "[data-moment=post]").filter((row) => row.querySelector("[type=checkbox]").checked);
  return {
    title: tidy(form.elements.title.value),
    body: form.elements.body.value,
    qualities: qualities.filter((one) => one.line || one.mark),
    moments: [...picked.map(post), ...all(form, "[data-moment=hand]").map(byHand)].filter(says),
  };
}

// What is written at a place in a page's form: the week's document, or one of its lines.
export function textAt(form, place) {
  const [, line] = place.split("/");
  return line ? form.elements[line]?.value : JSON.stringify(gather(form));
}

// Both texts, one after the other; one alone where the other has nothing to add.
const joined = (one, other, between) => one.includes(other) ? one : other.includes(one) ? other : one + between + other;

// Everything of two documents: no word of either is left out.
export function together(one, other) {
  const keys = new Set([...one.qualities, ...other.qualities].map(({ key }) => key));
  const of = ({ qualities }, key) => qualities.find((each) => each.key === key) ?? { key, line: "", mark: "" };
  const qualities = Array.from(keys, (key) => ({
    key,
    line: joined(of(one, key).line, of(other, key).line, "\n"),
    mark: of(one, key).mark || of(other, key).mark,
  }));
  const known = new Set(one.moments.map((moment) => JSON.stringify(moment)));
  return {
    title: joined(one.title, other.title, " / "),
    body: joined(one.body, other.body, "\n\n"),
    qualities,
    moments: [...one.moments, ...other.moments.filter((moment) => !known.has(JSON.stringify(moment)))],
  };
}

// A document as text to read, as the server would print it; `name` gives a quality's name by key.
export function plain(document, name) {
  const lines = document.qualities.map(({ key, line, mark }) => `${name(key)}: ${[line, mark && `(${name(mark)})`].filter(Boolean).join(" ")}`);
  const moments = document.moments.map(({ quote, whence, day, address, why }) => [quote, whence, day, address, why].filter(Boolean).join("\n"));
  return [document.title, document.body, ...lines, ...moments].filter(Boolean).join("\n\n");
}

// A tap on a hidden number puts it in its place without leaving the page, so that words that are
// being written stay. Without this the link leads to the same page with the number shown.
document.addEventListener("click", async (event) => {
  const tap = event.target.closest?.("a.tap");
  if (!tap || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
  event.preventDefault();
  if (!(await show(tap).catch(() => false))) location.assign(tap.href);
});

async function show(tap) {
  const own = tap.closest("[data-of]");
  if (!own) return false;
  const answer = await fetch(tap.href, { redirect: "error", cache: "no-store" });
  if (!answer.ok) return false;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const [before, after] = [document, page].map((one) => outermost(one, own.dataset.of));
  if (before.length !== after.length) return false;
  const place = before.findIndex((one) => one.contains(tap));
  before.forEach((one, n) => one.replaceWith(after[n]));
  after[place].tabIndex = -1;
  after[place].focus({ preventScroll: true });
  return true;
}

// What a page holds of one metric; a cell within its table goes with the table.
function outermost(page, metric) {
  const found = [...page.querySelectorAll(`[data-of="${CSS.escape(metric)}"]`)];
  return found.filter((one) => !one.parentElement.closest(`[data-of="${CSS.escape(metric)}"]`));
}

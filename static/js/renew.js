// A source's page renews itself while a visit is awaited. Without this there is "Look again".
const EVERY = 2000;

async function renew() {
  const part = document.getElementById("renewed");
  if (!part?.hasAttribute("data-renew")) return;
  try {
    const answer = await fetch(location.href, { redirect: "error", cache: "no-store" });
    if (!answer.ok) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const next = page.getElementById("renewed");
    if (!next) return;
    part.toggleAttribute("data-renew", next.hasAttribute("data-renew"));
    replace(part, next);
  } catch {
    // Offline for a moment: ask again.
  }
  setTimeout(renew, EVERY);
}

// Unchanged words stay as they are, so that nobody hears them twice or loses their place.
// The form's key is another in every answer and says nothing.
function replace(part, next) {
  if (words(part) === words(next)) return;
  const place = part.contains(document.activeElement) ? document.getElementById("main") : null;
  part.replaceChildren(...next.childNodes);
  place?.focus({ preventScroll: true });
}

const words = (node) => node.textContent.replace(/\s+/g, " ");

setTimeout(renew, EVERY);

// Serves the empty writing page where there is no connection. It keeps that page and static files,
// and no answer in which a word or a number of anybody could stand.
// The view that serves this puts before it: VERSION, SHELL (an address) and FILES (addresses).
const CACHE = `sidenote ${VERSION}`;
const kept = (address) => new Request(address, { credentials: "omit", cache: "no-cache" });

async function install() {
  const cache = await caches.open(CACHE);
  await cache.addAll([SHELL, ...FILES].map(kept));
  await skipWaiting();
}

async function activate() {
  const older = (await caches.keys()).filter((name) => name !== CACHE);
  await Promise.all(older.map((name) => caches.delete(name)));
  await registration.navigationPreload?.enable();
  await clients.claim();
}

const stored = async (address) => (await caches.match(address)) ?? Response.error();

async function page(event) {
  try {
    return (await event.preloadResponse) ?? (await fetch(event.request));
  } catch {
    return stored(SHELL);
  }
}

addEventListener("install", (event) => event.waitUntil(install()));
addEventListener("activate", (event) => event.waitUntil(activate()));
addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.method !== "GET") return;
  if (request.mode === "navigate") event.respondWith(page(event));
  else if (FILES.includes(new URL(request.url).pathname)) event.respondWith(fetch(request).catch(() => stored(request.url)));
});

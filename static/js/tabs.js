// What the tabs of one browser tell one another, and which of them are open.
const channel = "BroadcastChannel" in self ? new BroadcastChannel("sidenote") : null;

export const say = (message) => channel?.postMessage(message);
export const listen = (hear) => channel?.addEventListener("message", ({ data }) => hear(data));

// Holds a name for as long as this page is open: what a closed page left behind is told by that.
export function hold(name) {
  const begin = () => navigator.locks?.request(name, () => new Promise((release) => addEventListener("pagehide", release, { once: true })));
  addEventListener("pageshow", ({ persisted }) => { if (persisted) begin(); });
  begin();
}

export async function held() {
  const found = await navigator.locks?.query();
  return new Set(found?.held.map(({ name }) => name));
}

// Resolves when nobody holds the name any more.
export const freed = (name) => navigator.locks.request(name, () => {});

// Words that are not on the server yet, kept in this browser: by person, place and tab, for seven
// days at most. On a shared computer what is here can be read and taken away, and nothing is added.
const NAME = "sidenote", COPIES = "copies", PREFIX = "sidenote ", DAY = 24 * 60 * 60 * 1000, LONGEST = 7 * DAY;
const isShared = "shared" in document.body.dataset;

class Database {
  static open() {
    return new Promise((resolve, reject) => {
      const request = indexedDB.open(NAME, 1);
      request.onupgradeneeded = () => request.result.createObjectStore(COPIES, { keyPath: "key" });
      request.onsuccess = () => resolve(new Database(request.result));
      request.onerror = request.onblocked = () => reject(request.error);
    });
  }

  constructor(base) {
    this.base = base;
    // The browser may take the data away under us: the next one who asks opens it again.
    base.onclose = base.onversionchange = () => { base.close(); opened = null; };
  }

  // Resolves when the disk has it, so that "safe on this machine" holds when the power goes.
  run(mode, act) {
    return new Promise((resolve, reject) => {
      const under = this.base.transaction(COPIES, mode, { durability: "strict" });
      const request = act(under.objectStore(COPIES));
      under.oncomplete = () => resolve(request.result);
      under.onabort = under.onerror = () => reject(under.error);
    });
  }

  put(copy) { return this.run("readwrite", (copies) => copies.put(copy)); }

  all() { return this.run("readonly", (copies) => copies.getAll()); }

  drop(key, text) {
    return this.run("readwrite", (copies) => {
      const request = copies.get(key);
      request.onsuccess = () => { if (text === undefined || request.result?.text === text) copies.delete(key); };
      return request;
    });
  }
}

// Where a browser refuses the database.
class Plain {
  put(copy) { localStorage.setItem(PREFIX + copy.key, JSON.stringify(copy)); }

  all() {
    return Object.keys(localStorage).filter((name) => name.startsWith(PREFIX)).map((name) => JSON.parse(localStorage.getItem(name)));
  }

  drop(key, text) {
    const kept = localStorage.getItem(PREFIX + key);
    if (kept && (text === undefined || JSON.parse(kept).text === text)) localStorage.removeItem(PREFIX + key);
  }
}

let opened = null;
const plain = new Plain();
const open = () => (opened ??= Database.open().catch(() => plain));

async function tried(act, otherwise) {
  try {
    return await act();
  } catch {
    return otherwise;
  }
}

// Says whether it is kept; the time is the person's reason to recognise it by.
export async function keep(copy) {
  if (isShared) return false;
  return tried(async () => { await (await open()).put({ ...copy, time: Date.now() }); return true; }, false);
}

// For a page that is being left: the database would be too late.
export function keepAtOnce(copy) {
  if (!isShared) try { plain.put({ ...copy, time: Date.now() }); } catch { /* full, or refused */ }
}

// A browser may refuse the database one day and not the next: what was kept is looked for in both.
const both = async (act) => [await tried(async () => act(await open())), await tried(() => act(plain))];

// With a text only if that is what is kept: an answer to an older text takes no newer one away.
export const drop = (key, text) => both((store) => store.drop(key, text));

async function fresh() {
  const found = (await both((store) => store.all())).flat().filter(Boolean).sort((one, other) => one.time - other.time);
  const all = Array.from(new Map(found.map((one) => [one.key, one])).values());
  const isOld = ({ time }) => Date.now() - time > LONGEST;
  await Promise.all(all.filter(isOld).map(({ key }) => drop(key)));
  return all.filter((one) => !isOld(one));
}

// One person's copies, newest first. Nobody else's ever leave this module.
export async function copies(person) {
  const mine = (await fresh()).filter((one) => "text" in one && one.person === person);
  return mine.sort((one, other) => other.time - one.time);
}

// Who is signed in here, for the page that is there without a connection. It knows nobody by itself.
const HERE = "here";
export const remembered = async () => (await fresh()).find(({ key }) => key === HERE);

export async function remember(person, zone) {
  const here = await remembered();
  const isKnown = here?.person === person && here.zone === zone && Date.now() - here.time < DAY;
  if (!isKnown) await keep({ key: HERE, person, zone });
}

export const rememberNobody = () => drop(HERE);

// Forgets a person, and with `words` their copies too. Says whether nothing of anybody is left.
export async function forget(person, words) {
  const isTheirs = (one) => one.person === person && (words || one.key === HERE);
  await Promise.all((await fresh()).filter(isTheirs).map(({ key }) => drop(key)));
  return (await fresh()).length === 0;
}

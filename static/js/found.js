// What an earlier page left in this browser: dropped where the server has it, else shown.
import { textAt } from "./document.js";
import { current } from "./draft.js";
import { copies, drop } from "./store.js";
import { freed, held } from "./tabs.js";

const RECENT = 10000, EACH = 400, TRIES = 4;

export const holder = (person, place, tab) => `${person} ${place.split("/")[0]} ${tab}`;
const wait = (time) => new Promise((resolve) => setTimeout(resolve, time));

// The form as the server has it, once `isThere` holds of it or the last words of a page that was
// left a moment ago have had the time to arrive. Null without a connection.
async function settled(form, copy, isThere) {
  for (let turn = 1; ; turn += 1) {
    const newest = await current(form).catch(() => null);
    if (!newest || isThere(newest) || !copy.leaving || Date.now() - copy.time > RECENT || turn === TRIES) return newest;
    await wait(EACH);
  }
}

// Whether words that were sent by a page as it was left have arrived. They need no copy then.
export async function isThere(copy) {
  const isIt = (form) => form.dataset.person === copy.person && textAt(form, copy.place) === copy.text;
  const newest = await settled({ action: copy.address }, copy, isIt);
  return Boolean(newest) && isIt(newest);
}

// form: the page's. tab: its own. places: those on the page.
// found: is given a copy that the server has not. stale: one that it has, and this page has not.
// elsewhere: is given the copies that belong to other pages.
export class Found {
  constructor({ form, tab, places, found, stale, elsewhere }) {
    Object.assign(this, { form, tab, places, found, stale, elsewhere });
    this.awaited = new Set();
  }

  async look() {
    const person = this.form.dataset.person, names = await held();
    const left = (await copies(person)).filter((one) => one.tab !== this.tab && !this.isOpen(one, names));
    this.elsewhere(left.filter((one) => one.address !== this.form.action));
    for (const copy of left.filter((one) => one.address === this.form.action)) {
      if (await this.isShown(copy)) return;
    }
  }

  // A page that is open looks after its own words; when it closes we look again.
  isOpen(copy, names) {
    const name = holder(copy.person, copy.place, copy.tab);
    if (!names.has(name)) return false;
    if (!this.awaited.has(name)) { this.awaited.add(name); freed(name).then(() => { this.awaited.delete(name); this.look(); }); }
    return true;
  }

  // Says whether the person has been asked, so that one thing is asked at a time.
  async isShown(copy) {
    if (!this.places.includes(copy.place)) return false;
    const read = (form) => textAt(form, copy.place);
    const isHere = () => read(this.form) === copy.text;
    const newest = isHere() ? null : await settled(this.form, copy, (form) => read(form) === copy.text);
    if (isHere() || (newest && read(newest) === copy.text)) {
      await drop(copy.key);
      if (!isHere()) this.stale(copy.place, newest);
      return false;
    }
    this.found(copy);
    return true;
  }
}

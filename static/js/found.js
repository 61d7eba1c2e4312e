// What an earlier page left in this browser: dropped where the server has it, else shown.
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

// form: the page's. tab: its own. texts: for each place on the page what reads its text in a form.
// found: is given a copy that the server has not. stale: one that it has, and this page has not.
// elsewhere: is given the copies that belong to other pages.
export class Found {
  constructor({ form, tab, texts, found, stale, elsewhere }) {
    Object.assign(this, { form, tab, texts, found, stale, elsewhere });
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
    const read = this.texts[copy.place];
    if (!read) return false;
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

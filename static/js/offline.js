// The empty writing page: what is typed stays in this browser until the week's own page takes it.
import { blank } from "./document.js";
import { tab } from "./draft.js";
import { copies, keep, keepAtOnce, remembered } from "./store.js";
import { held, hold } from "./tabs.js";

const COPY = 300, DAY = 86400000;
const page = document.getElementById("offline"), field = page.querySelector("textarea"), said = document.getElementById("saved");
const words = page.dataset;

// The ISO week of today, where the person is.
function running(zone) {
  const [year, month, day] = new Intl.DateTimeFormat("en-CA", { timeZone: zone }).format().split("-").map(Number);
  const date = new Date(Date.UTC(year, month - 1, day));
  const thursday = new Date(date.valueOf() + (4 - (date.getUTCDay() || 7)) * DAY);
  const number = Math.floor((thursday - Date.UTC(thursday.getUTCFullYear(), 0, 1)) / DAY / 7) + 1;
  return `${thursday.getUTCFullYear()}-W${String(number).padStart(2, "0")}`;
}

function weekOf(zone) {
  const now = running(zone), asked = location.pathname.match(/\/(\d{4}-W\d{2})\/$/)?.[1];
  return asked && asked <= now ? asked : now;
}

// Words of this week that no other tab looks after, else a blank page of this tab's own.
async function start(person, week) {
  const open = await held();
  const left = (await copies(person)).find((one) => one.place === week && !open.has(`${person} ${week} ${one.tab}`));
  const address = new URL(`/write/${week}/`, location).href;
  return left ?? { key: `${person} ${week} ${tab}`, person, place: week, tab, base: "0", address, text: JSON.stringify(blank) };
}

function show(parts) {
  for (const part of page.querySelectorAll(parts)) part.hidden = false;
}

async function begin() {
  const here = await remembered();
  if (!here) return show("[data-nobody]");
  const week = weekOf(here.zone), copy = await start(here.person, week);
  hold(`${here.person} ${week} ${copy.tab}`);
  page.querySelector("header [data-week]").textContent = words.week.replace("{number}", Number(week.slice(-2)));
  page.querySelector("[data-page]").href = copy.address;
  const stored = JSON.parse(copy.text);
  field.value = stored.body;

  let timer = null;
  const asCopy = () => ({ ...copy, text: JSON.stringify({ ...stored, body: field.value }) });
  async function store() {
    clearTimeout(timer);
    timer = null;
    const body = field.value;
    const isKept = await keep(asCopy());
    if (body === field.value) said.textContent = isKept ? words.kept : words.unkept;
  }
  field.addEventListener("input", () => { said.textContent = words.unsaved; timer ??= setTimeout(store, COPY); });
  addEventListener("pagehide", () => { if (timer) keepAtOnce(asCopy()); });
  document.addEventListener("visibilitychange", () => { if (timer) store(); });
  addEventListener("online", () => { said.textContent = words.back; });
  // Last: a key pressed before would be heard by nobody, and written over.
  show("[data-known]");
}

begin();

// The calendar on the phone: what the files that came into this chat put there.

import { byID, el } from "./dom.js";
import { openDialog } from "./overlay.js";
import { onDraw } from "./store.js";
import { clockTime, longDay } from "./words.js";

const read = new Map(); // address → the entries of a file, once it was fetched
let shown = [];

export function startCalendar() {
  byID("calendar").addEventListener("click", open);
  onDraw(({ chat }) => gather(chat.lines.filter((line) => line.from === "bot" && line.file?.name.endsWith(".ics")).map((line) => line.file.url)));
}

async function gather(addresses) {
  for (const address of addresses) {
    if (!read.has(address)) read.set(address, fetch(address).then((answer) => answer.text()).then(entries).catch(() => []));
  }
  const files = await Promise.all(addresses.map((address) => read.get(address)));
  shown = current(files.flat());
  byID("calendar").hidden = shown.length === 0;
  byID("calendar").textContent = `Calendar (${shown.length})`;
}

// current keeps the newest word on each entry, and drops what was called off.
function current(all) {
  const newest = new Map();
  for (const entry of all) newest.set(entry.uid, entry);
  return [...newest.values()].filter((entry) => !entry.off).sort((a, b) => a.start - b.start);
}

function open() {
  openDialog({
    title: "Calendar", cancel: "Close",
    body: el("ol", { class: "agenda" }, shown.map((entry) => el("li", {},
      el("p", { class: "dim" }, longDay(entry.start) + (entry.allDay ? "" : `, ${clockTime(entry.start)}`)),
      el("h3", {}, entry.title),
      entry.place && el("p", {}, "📍 ", entry.place)))),
  });
}

// entries reads the events of an iCalendar file.
function entries(text) {
  const lines = text.replace(/\r?\n[ \t]/g, "").split(/\r?\n/);
  const method = lines.find((line) => line.startsWith("METHOD:")) ?? "";
  const out = [];
  let event = null;
  let inner = 0; // how deep inside parts of an event, such as its alarm
  for (const line of lines) {
    if (line === "BEGIN:VEVENT") event = { off: method === "METHOD:CANCEL" };
    else if (line === "END:VEVENT") out.push(event), event = null;
    else if (event && line.startsWith("BEGIN:")) inner++;
    else if (event && line.startsWith("END:")) inner--;
    else if (event && inner === 0) note(event, line);
  }
  return out;
}

function note(event, line) {
  const [, name, parameters, value] = /^([A-Z-]+)((?:;[^:]*)?):(.*)$/.exec(line) ?? [];
  const words = value?.replace(/\\n/gi, "\n").replace(/\\([,;\\])/g, "$1");
  if (name === "UID") event.uid = value;
  if (name === "SUMMARY") event.title = words;
  if (name === "LOCATION") event.place = words;
  if (name === "STATUS" && value === "CANCELLED") event.off = true;
  if (name === "DTSTART") {
    event.allDay = parameters.includes("VALUE=DATE") || /^\d{8}$/.test(value);
    event.start = instant(value);
  }
}

// instant reads a date, which becomes its noon, or an instant in UTC; a local
// time is Mexico City's, which lies six hours behind.
function instant(value) {
  const [, year, month, day, hour, minute, utc] = /^(\d{4})(\d\d)(\d\d)(?:T(\d\d)(\d\d)\d\d(Z?))?$/.exec(value) ?? [];
  if (hour === undefined) return Date.UTC(year, month - 1, day, 18);
  return Date.UTC(year, month - 1, day, Number(hour) + (utc ? 0 : 6), minute);
}

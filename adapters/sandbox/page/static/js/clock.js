// The story's time, and moving it.

import { post } from "./api.js";
import { daysAhead } from "./dates.js";
import { byID } from "./dom.js";
import { attempt, notice, openMenu } from "./overlay.js";
import { onDraw, refresh, state } from "./store.js";
import { civilDate, clockTime, exactTime, longDay, shortDay } from "./words.js";

export function startClock() {
  for (const move of document.querySelectorAll("[data-by]")) {
    move.addEventListener("click", () => walk({ by: move.dataset.by }));
  }
  byID("go").addEventListener("submit", (event) => {
    event.preventDefault();
    const date = byID("go-date").value;
    if (date) walk({ to: date });
  });
  byID("next-message").addEventListener("click", () => walk({ to: "message", person: state.person ?? 0 }));
  byID("dates").addEventListener("click", (event) => offerDays(event.currentTarget));
  onDraw(show);
  setInterval(show, 1000);
}

function show() {
  if (state.now === null) return;
  const now = state.now + performance.now() - state.toldAt;
  write("now-day", longDay(now));
  write("now-time", exactTime(now));
  write("phone-time", clockTime(now));
  byID("now").dateTime = new Date(now).toISOString();
  byID("go-date").min = civilDate(now + 24 * 3600 * 1000);
}

function offerDays(anchor) {
  const days = daysAhead(state.chat.lines, civilDate(state.now));
  if (days.length === 0) notice("No day that lies ahead has been named in this chat yet.");
  else openMenu(anchor, days.map(({ date, words }) => ({
    words: `${shortDay(Date.parse(date + "T18:00:00Z"))}: ${words}`, act: () => walk({ to: date }),
  })));
}

// write leaves alone what reads so already: a clock ticks, its date hardly does.
function write(id, words) {
  if (byID(id).textContent !== words) byID(id).textContent = words;
}

// walk moves the clock; the sandbox stops at each instant at which something is
// due, and the page shows what comes of it on the way.
async function walk(move) {
  const controls = document.querySelectorAll(".moves button, #go input, #go button");
  const focused = document.activeElement;
  for (const control of controls) control.disabled = true;
  byID("walking").textContent = "Time passes…";
  await attempt(() => post("clock", move));
  byID("walking").textContent = "";
  for (const control of controls) control.disabled = false;
  byID("go-date").value = "";
  focused?.focus();
  await refresh();
}

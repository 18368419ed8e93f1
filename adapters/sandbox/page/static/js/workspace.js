// The associates' Slack: who is looking, at which place, and at which thread.

import { get, post } from "./api.js";
import { announce, button, byID, el, follow, keep } from "./dom.js";
import { openForm } from "./forms.js";
import { line, pieces } from "./lines.js";
import { attempt } from "./overlay.js";
import { channelOf, choose, onDraw, refresh, state } from "./store.js";
import { civilDate, instantOf } from "./words.js";
import { writer } from "./writer.js";

const places = [["cases", "🔒 cases"], ["messages", "Messages"], ["home", "Home"]];
const ends = {};
const shown = { channel: null, thread: null };
let writers;
let offeredThread = false;

export function startWorkspace() {
  ends.channel = follow(byID("channel-scroll"), byID("channel-newer"));
  ends.thread = follow(byID("thread-scroll"), byID("thread-newer"));
  onDraw(show); // before the writers, whose labels name the thread it opens
  writers = {
    channel: writer(byID("write-channel"), () => null, ends.channel),
    thread: writer(byID("write-thread"), () => state.card, ends.thread),
  };
  byID("places").append(el("ul"));
  byID("as").addEventListener("change", (event) => choose({ user: event.target.value, card: state.place === "cases" ? state.card : null }));
  byID("thread-close").addEventListener("click", closeThread);
}

function show({ users, user, place, room }) {
  keep(byID("as"), "users", users, (u) => u.id, (u) => el("option", { value: u.name }, u.real_name + (u.member ? "" : " (not in the channel)")));
  byID("as").value = user;
  keep(byID("places").firstChild, "places", places.map(([name, words]) => ({ name, words, chosen: name === place })), (p) => p.name, tab);
  offerThread(room);
  const home = place === "home";
  byID("write-channel").hidden = home;
  showHome(room.home);
  showLines("channel", byID("lines"), room, home ? [] : top(room));
  byID("nothing").hidden = home || room.lines.length > 0;
  byID("nothing").textContent = place === "cases"
    ? "No case yet. A card appears here when an applicant asks for help."
    : "No direct messages with the bot yet.";
  showThread(room, state.card);
}

const tab = (p) => el("li", {}, button({
  "aria-pressed": String(p.chosen), "data-focus": p.name, onclick: () => visit(p.name),
}, p.words));

// visit shows a place. Home takes a moment to open: whoever has gone on to another
// place meanwhile stays there.
let visits = 0;
async function visit(place) {
  const mine = ++visits;
  if (place === "home") await attempt(() => get(`slack/home/${state.user}?open=1`));
  if (mine === visits) await choose({ place, card: null });
}

// offerThread opens the thread of the newest post that has one, once and where
// both fit.
function offerThread(room) {
  if (offeredThread || state.place !== "cases" || room.lines.length === 0) return;
  offeredThread = true;
  if (matchMedia("(min-width: 1101px)").matches) state.card = (room.lines.findLast((m) => m.thread.length > 0) ?? room.lines.at(-1)).ts;
}

// top are the messages of the channel itself, with what is whispered there.
function top(room) {
  const whispers = room.whispers.filter((w) => !w.thread_ts).map(whisper);
  const lines = room.lines.map((m) => ({ ...seen(m), thread: undefined, replies: m.thread.length, chosen: m.ts === state.card }));
  return [...lines, ...whispers].sort(byTime);
}

function inThread(room, card) {
  const parent = room.lines.find((m) => m.ts === card);
  const whispers = room.whispers.filter((w) => w.thread_ts === card).map(whisper);
  return parent && [...parent.thread.map(seen), ...whispers].sort(byTime);
}

const byTime = (a, b) => Number(a.ts) - Number(b.ts);
const whisper = (m) => ({ ...seen(m), whisper: true });

// seen is a message with all that its drawing depends on.
function seen(message) {
  const author = state.users.find((u) => u.name === message.user);
  return {
    ...message, reader: state.user, mine: message.user === state.user, bot: message.user === "bot",
    name: message.user === "bot" ? "Residency Assist" : author?.real_name ?? message.user,
    today: civilDate(instantOf(message.ts)) === civilDate(state.now),
  };
}

function showLines(where, list, room, lines) {
  const scope = `${room.of} ${where === "thread" ? state.card : ""}`;
  const acts = { press, react, erase, open, edit: (message) => writers[where].edit(message) };
  const added = keep(list, scope, lines, (m) => m.ts, (m) => line(m, acts));
  for (const message of added) if (!message.mine) announce("workspace", `${message.name}: ${message.text || message.blocks[0]}`);
  if (shown[where] !== scope) ends[where].toEnd();
  else if (added.length > 0) ends[where].arrived();
  shown[where] = scope;
}

function showThread(room, card) {
  const lines = card && inThread(room, card);
  byID("thread").hidden = !lines;
  byID("workspace").classList.toggle("with-thread", Boolean(lines));
  if (!lines) return;
  const parent = room.lines.find((m) => m.ts === card);
  byID("thread-title").textContent = parent.blocks[0] || parent.text.split("\n")[0] || "Thread";
  showLines("thread", byID("thread-lines"), room, lines);
}

function showHome(home) {
  const sign = JSON.stringify(home);
  const box = byID("home");
  box.hidden = !home;
  if (box.dataset.sign === sign) return;
  box.dataset.sign = sign;
  box.replaceChildren(...(!home ? [] : home.blocks.length === 0
    ? [el("p", { class: "nothing" }, "The bot has published no Home tab for you yet.")]
    : pieces({ ...home, home: true }, press)));
}

function open(message) {
  return choose({ card: message.ts === state.card ? null : message.ts });
}

async function closeThread() {
  const card = state.card;
  await choose({ card: null });
  document.querySelector(`[data-ts="${card}"] .open`)?.focus();
}

// act does something as the user at the current place.
async function act(what, body) {
  const answer = await attempt(() => post("slack/" + what, { user: state.user, channel: channelOf(state.place, state.user) ?? "", ...body }));
  await refresh();
  return answer;
}

async function press(message, words, value, block) {
  const target = message.home ? { home: true } : { ts: message.ts };
  const answer = await act("press", { ...target, press: words, value, block });
  if (answer?.view) openForm(answer.view);
}

const react = (message, emoji, remove) => act("react", { ts: message.ts, emoji, remove });
const erase = (message) => act("delete", { ts: message.ts });

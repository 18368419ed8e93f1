// What the page knows, and how it learns it. Every view draws from here; an act
// goes to the sandbox, and what came of it is read back. Nothing is guessed.

import { get } from "./api.js";

export const state = {
  now: null, // the story's instant when it was last told
  toldAt: 0, // and the page's own clock at that moment
  mail: [],
  people: [],
  person: remembered("person", Number),
  chat: { of: null, lines: [], menu: { commands: [] } },
  users: [],
  user: remembered("user", String) || "ana",
  place: "cases", // a channel's name, "messages" or "home"
  room: { of: null, lines: [], whispers: [], home: null },
  card: null, // ts of the message whose thread is open
  front: null, // the form in front of the user
  inside: null, // what the bot knows of the person, while that is looked at
};

const views = [];

// onDraw registers a view; it is called after everything that is read.
export function onDraw(view) {
  views.push(view);
}

export function draw() {
  for (const view of views) view(state);
}

let reading = null;
let stale = false;

// refresh reads what is visible. Calls that come while it reads lead to one more
// reading, so that a burst of changes stays cheap and the last word is shown.
export function refresh() {
  stale = true;
  reading ??= readOn().finally(() => { reading = null; });
  return reading;
}

async function readOn() {
  while (stale) {
    stale = false;
    try {
      await read();
    } catch {
      return; // that the sandbox is away is shown elsewhere; once it is back, reading starts again
    }
    draw();
  }
}

async function read() {
  const { person, user } = state; // whoever is chosen meanwhile stays, though this reading may not know them yet
  const [clock, people, users, mail] = await Promise.all([
    get("clock"), get("telegram/people"), get("slack/users"), get("mail"),
  ]);
  state.now = Date.parse(clock.now);
  state.toldAt = performance.now();
  Object.assign(state, { people, mail, users: users.filter((user) => !user.bot) });
  if (state.person === person && !people.some((p) => p.id === person)) state.person = people[0]?.id ?? null;
  if (state.user === user && !state.users.some((u) => u.name === user)) state.user = state.users[0].name;
  await Promise.all([readChat(state.person), readRoom(state.place, state.user), readInside(state.person)]);
}

async function readInside(person) {
  const looked = document.body.dataset.side === "inside" && person !== null;
  state.inside = looked ? await get("bot/" + person) : null;
}

async function readChat(person) {
  if (person === null) {
    state.chat = { of: null, lines: [], menu: { commands: [] } };
    return;
  }
  const at = "telegram/people/" + person;
  const [lines, menu] = await Promise.all([get(at + "/chat"), get(at + "/menu")]);
  state.chat = { of: person, lines, menu };
}

async function readRoom(place, user) {
  const channel = channelOf(place, user);
  const [lines, whispers, home, { view }] = await Promise.all([
    channel ? get("slack/channels/" + channel) : [],
    get("slack/ephemeral/" + user),
    place === "home" ? get("slack/home/" + user) : null,
    get("slack/views/" + user),
  ]);
  // A whisper in direct messages names no channel.
  const here = place === "messages" ? "" : place;
  state.room = { of: place + " " + user, lines, home, whispers: whispers.filter((w) => (w.channel ?? "") === here) };
  state.front = view ?? null;
}

// channelOf is how the control API names a place; the Home tab is no channel.
export function channelOf(place, user) {
  if (place === "home") return null;
  return place === "messages" ? "@" + user : place;
}

// choose changes what is looked at and remembers it for a reload.
export function choose(change) {
  Object.assign(state, change);
  for (const name of ["person", "user"]) {
    if (change[name] !== undefined) sessionStorage.setItem(name, change[name]);
  }
  draw();
  return refresh();
}

function remembered(name, kind) {
  const value = sessionStorage.getItem(name);
  return value === null ? null : kind(value);
}

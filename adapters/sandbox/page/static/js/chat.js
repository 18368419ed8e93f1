// The chat on the phone: its messages, the bot's introduction, toasts.

import { inTurn, post } from "./api.js";
import { bubble, day } from "./bubbles.js";
import { beginEdit } from "./composer.js";
import { announce, byID, button, el, follow, keep } from "./dom.js";
import { addPerson } from "./people.js";
import { attempt, openDialog, openMenu } from "./overlay.js";
import { onDraw, refresh, state } from "./store.js";
import { civilDate } from "./words.js";

let end; // keeps the chat at its end
let shownChat = null;

export function startChat() {
  end = follow(byID("chat-scroll"), byID("chat-newer"));
  byID("chat-menu").addEventListener("click", (event) => options(event.currentTarget));
  onDraw(show);
}

// say plays one act of the person and shows what the bot said to a press.
export async function say(act, of = state.person) {
  byID("toast").hidden = true;
  end.toEnd();
  // A press turns until the bot has answered: nobody waits for that with what they type.
  const send = act.press === undefined ? inTurn : post;
  const answer = await attempt(() => send(`telegram/people/${of}/say`, act));
  if (answer === undefined) return false;
  if (answer.url) toast("The phone opens ", el("a", { href: answer.url, target: "_blank", rel: "noopener noreferrer" }, answer.url));
  else if (answer.toast && answer.alert) openDialog({ title: "Residency Assist", body: el("p", {}, answer.toast), cancel: "OK" });
  else if (answer.toast) toast(answer.toast);
  await refresh();
  return true;
}

let hiding;

function toast(...words) {
  clearTimeout(hiding);
  byID("toast").replaceChildren(...words);
  byID("toast").hidden = false;
  hiding = setTimeout(() => { byID("toast").hidden = true; }, 4000);
}

function show({ chat, people }) {
  const person = people.find((p) => p.id === chat.of);
  byID("chat-menu").hidden = !person;
  byID("chat-note").textContent = person?.blocked ? "blocked" : person?.typing ? "typing…" : "bot";
  if (person?.typing) setTimeout(refresh, 5000); // by then it is over, and nothing else may tell
  introduce(chat, person);
  pin(chat.lines);
  const added = keep(byID("bubbles"), String(chat.of), entries(chat), (item) => item.key, draw);
  const heard = added.filter((item) => item.from === "bot");
  for (const message of heard) announce("phone", "Residency Assist: " + message.text);
  if (chat.of !== shownChat) end.toEnd();
  else if (heard.length > 0) end.arrived();
  shownChat = chat.of;
}

// entries are the messages with a divider before each day's first.
function entries({ of, lines }) {
  const out = [];
  let last = "";
  for (const line of lines) {
    const date = civilDate(Date.parse(line.at));
    if (date !== last) out.push({ key: "day " + date, at: line.at });
    last = date;
    const { keyboard, ...message } = line; // the reply keyboard is the composer's
    const original = lines.find((other) => other.id === line.reply_to);
    out.push({ ...message, of, key: line.id, quoted: original?.text, editable: Boolean(line.text) });
  }
  return out;
}

function draw(item) {
  if (item.from === undefined) return day(item);
  return bubble(item, {
    press: (words) => say({ press: words, message: item.id }, item.of),
    edit: () => beginEdit(item),
  });
}

function introduce(chat, person) {
  const intro = byID("intro");
  intro.hidden = chat.lines.length > 0;
  if (intro.hidden) return;
  const about = chat.menu.description || "The bot will introduce itself when you start it.";
  const scene = person ? `${person.id} ${about}` : "nobody";
  if (intro.dataset.scene === scene) return;
  intro.dataset.scene = scene;
  intro.replaceChildren(...(person ? [
    el("h3", {}, "What can this bot do?"),
    el("p", {}, about),
    button({ class: "begin", onclick: () => say({ text: "/start" }) }, "Start"),
  ] : [
    el("h3", {}, "Nobody holds this phone yet"),
    el("p", {}, "Make up somebody who lives in Mexico and whose card runs out."),
    button({ class: "begin", onclick: addPerson }, "New person"),
  ]));
}

function pin(lines) {
  const last = lines.findLast((line) => line.pinned);
  byID("pinned").hidden = !last;
  byID("pinned").textContent = last ? "📌 " + last.text.split("\n")[0] : "";
}

function options(anchor) {
  const person = state.people.find((p) => p.id === state.person);
  openMenu(anchor, [
    person.blocked
      ? { icon: "✓", words: "Unblock the bot", act: () => say({ unblock: true }) }
      : { icon: "⛔", words: "Block the bot", danger: true, act: () => say({ block: true }) },
    { icon: "↻", words: "Deliver the last message again", act: () => say({ repeat: true }) },
  ]);
}

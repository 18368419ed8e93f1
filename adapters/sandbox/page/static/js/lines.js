// Messages in Slack: a line of a channel or thread, its card, reactions, files
// and controls.

import { button, el } from "./dom.js";
import { offered, picture } from "./emoji.js";
import { openMenu } from "./overlay.js";
import { fromMarks } from "./rich.js";
import { clockTime, count, fileSize, hue, initials, instantOf, longDay, shortDay } from "./words.js";

const shownButtons = 4; // the rest goes into a menu

// line draws a message. acts are { press, react, edit, erase, open }, each given
// the message.
export function line(message, acts) {
  const whisper = Boolean(message.whisper);
  return el("li", { class: `line${whisper ? " whisper" : ""}${message.chosen ? " chosen" : ""}`, "data-ts": message.ts },
    face(message),
    el("div", { class: "said" },
      whisper && el("p", { class: "only" }, "👁 Only visible to you"),
      el("p", { class: "who" }, el("b", {}, message.name), message.bot && el("span", { class: "app" }, "APP"), " ",
        el("time", { title: longDay(instantOf(message.ts)) }, stamp(message))),
      message.layout ? card(message, acts) : el("div", { class: "text" }, fromMarks(message.text),
        message.edited && el("small", {}, " (edited)")),
      message.files.map(attachment),
      reactions(message, acts),
      message.replies !== undefined && thread(message, acts)),
    !whisper && tools(message, acts));
}

const stamp = ({ ts, today }) => (today ? "" : shortDay(instantOf(ts)) + ", ") + clockTime(instantOf(ts));

function face(message) {
  if (message.bot) return el("img", { class: "face", src: "/static/icon.svg", alt: "" });
  return el("span", { class: `face hue${hue(message.name)}`, "aria-hidden": "true" }, initials(message.name));
}

// card draws blocks; what has neither heading nor facts nor controls is text.
function card(message, acts) {
  const framed = message.layout.some((piece) => ["header", "facts", "controls"].includes(piece.kind));
  return el("div", { class: framed ? "card" : "text" }, pieces(message, acts.press));
}

// pieces draws what a message or Home consists of. press is given the message,
// the words, for a menu the value, and the block in which they stand.
export function pieces(message, press) {
  const out = [];
  for (const piece of message.layout ?? []) {
    const facts = out.at(-1)?.tagName === "DL" ? out.at(-1) : null;
    if (piece.kind === "facts" && facts) facts.append(...factsOf(piece));
    else out.push(pieceOf(piece, message, press));
  }
  return out;
}

function pieceOf(piece, message, press) {
  const words = () => (piece.literal ? piece.text : fromMarks(piece.text));
  switch (piece.kind) {
    case "header": return el("h4", {}, words());
    case "facts": return el("dl", {}, factsOf(piece));
    case "context": return el("p", { class: "dim" }, words());
    case "divider": return el("hr");
    case "controls": return controls(piece, (chosen, value) => press(message, chosen, value, piece.block));
    default: return el("p", {}, words());
  }
}

const factsOf = (piece) => piece.facts.flatMap(([label, value]) => [el("dt", {}, label.replace(/:$/, "")), el("dd", {}, fromMarks(value))]);

// controls are the buttons and menus of a block; press is given the words and,
// for a menu, the value.
export function controls({ buttons = [], more = [], menus = [], block = "" }, press) {
  const rest = buttons.slice(shownButtons).map((b) => b.words);
  const hidden = [...(rest.length > 0 ? [rest] : []), ...more];
  const focus = (words) => `${block} ${words}`;
  return el("div", { class: "controls" },
    buttons.slice(0, shownButtons).map(({ words, style }) => button({ class: style, "data-focus": focus(words), onclick: () => press(words) }, words)),
    hidden.map((choices, i) => button({
      class: "overflow", "data-focus": focus("…" + i), "aria-haspopup": "menu", "aria-label": hidden.length > 1 ? `More actions, menu ${i + 1}` : "More actions",
      onclick: (event) => openMenu(event.currentTarget, choices.map((words) => ({ words, act: () => press(words) }))),
    }, "•••")),
    menus.map((menu) => chooser(menu, focus(menu.label), (value) => press(menu.label, value))));
}

function chooser(menu, focus, choose) {
  const common = { "aria-label": menu.label, "data-focus": focus, onchange: (event) => choose(event.target.value) };
  if (menu.type === "datepicker") return el("input", { ...common, type: "date" });
  if (menu.type === "timepicker") return el("input", { ...common, type: "time" });
  return el("select", common, el("option", { value: "", disabled: true, selected: true }, menu.label),
    (menu.options ?? []).map((words) => el("option", {}, words)));
}

function attachment(file) {
  const address = "/sandbox/slack/files/" + file.id;
  if (file.type?.startsWith("image/")) return el("img", { class: "photo", src: address, alt: file.name });
  return el("a", { class: "part", href: address, download: file.name },
    el("span", { class: "glyph", "aria-hidden": "true" }, "📄"),
    el("span", {}, el("b", {}, file.name), el("small", {}, fileSize(file.size))));
}

function reactions(message, acts) {
  const names = Object.entries(message.reactions);
  if (names.length === 0) return null;
  return el("div", { class: "reactions" }, names.map(([name, users]) => {
    const mine = users.includes(message.reader);
    return button({
      "aria-pressed": String(mine), "data-focus": name, title: `${users.join(", ")} reacted with :${name}:`,
      "aria-label": `${name.replaceAll("_", " ")}, ${count(users.length, "reaction", "reactions")}`,
      onclick: () => acts.react(message, name, mine),
    }, picture(name), " ", el("span", {}, String(users.length)));
  }));
}

function thread(message, acts) {
  const words = message.replies === 0 ? "Reply in thread" : count(message.replies, "reply", "replies");
  return button({ class: "plain open", "data-focus": "thread", "aria-pressed": String(Boolean(message.chosen)), onclick: () => acts.open(message) }, words);
}

// tools appear while the pointer or the focus is on the line.
function tools(message, acts) {
  const react = (event) => openMenu(event.currentTarget, offered.map((name) => ({
    words: picture(name), label: name.replaceAll("_", " "), act: () => acts.react(message, name, false),
  })), { grid: true });
  return el("div", { class: "tools", role: "group", "aria-label": "Message tools" },
    button({ class: "plain icon", "data-focus": "react", "aria-label": "Add a reaction", "aria-haspopup": "menu", onclick: react }, "☺"),
    message.mine && button({ class: "plain icon", "data-focus": "edit", "aria-label": "Edit", onclick: () => acts.edit(message) }, "✎"),
    message.mine && button({ class: "plain icon", "data-focus": "erase", "aria-label": "Delete", onclick: () => acts.erase(message) }, "🗑"));
}

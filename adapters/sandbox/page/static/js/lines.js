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
      message.blocks.length > 0 ? card(message, acts) : el("div", { class: "text" }, fromMarks(message.text),
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

// card draws blocks: the first line is the heading when more follows, "Label:
// value" lines become a table of facts.
function card(message, acts) {
  return el("div", { class: message.buttons.length > 0 || message.blocks.length > 2 ? "card" : "text" },
    paragraphs(message.blocks), controls(message, acts.press));
}

export function paragraphs(lines) {
  const out = [];
  let facts = null;
  lines.forEach((words, i) => {
    const fact = /^([^:]{2,30}): (.+)$/.exec(words);
    if (fact && !/^https?$/.test(fact[1])) {
      if (!facts) out.push(facts = el("dl"));
      facts.append(el("dt", {}, fact[1]), el("dd", {}, fromMarks(fact[2])));
      return;
    }
    facts = null;
    if (/^—+$/.test(words)) out.push(el("hr"));
    else if (i === 0 && lines.length > 1) out.push(el("h4", {}, words));
    else if (words) out.push(el("p", {}, fromMarks(words)));
  });
  return out;
}

// controls are the buttons and menus of blocks. press is given the message, the
// words and, for a menu, the value.
export function controls(message, press) {
  const { buttons } = message;
  const menus = message.menus ?? [];
  if (buttons.length + menus.length === 0) return null;
  const rest = buttons.slice(shownButtons);
  return el("div", { class: "controls" },
    buttons.slice(0, shownButtons).map((words, i) => button({
      class: i === 0 ? "primary" : undefined, "data-focus": words, onclick: () => press(message, words),
    }, words)),
    rest.length > 0 && button({
      "data-focus": "…", "aria-haspopup": "menu", "aria-label": "More actions",
      onclick: (event) => openMenu(event.currentTarget, rest.map((words) => ({ words, act: () => press(message, words) }))),
    }, "More ▾"),
    menus.map((menu) => chooser(menu, (value) => press(message, menu.label, value))));
}

function chooser(menu, choose) {
  const common = { "aria-label": menu.label, "data-focus": menu.label, onchange: (event) => choose(event.target.value) };
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

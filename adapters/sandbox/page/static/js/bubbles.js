// One message of the chat as a bubble, with its buttons.

import { button, el } from "./dom.js";
import { fromHTML } from "./rich.js";
import { clockTime, fileSize, longDay } from "./words.js";

// bubble draws a message. acts are { press(words), edit() }.
export function bubble(message, acts) {
  const own = message.from === "person";
  return el("li", { class: `message ${own ? "own" : "theirs"}`, "data-id": message.id },
    el("div", { class: message.sticker ? "bubble bare" : "bubble" },
      el("span", { class: "unseen" }, own ? "You: " : "Residency Assist: "),
      message.quoted && el("blockquote", { class: "quoted" }, message.quoted),
      content(message),
      message.html && el("div", { class: "text" }, fromHTML(message.html)),
      foot(message)),
    message.reaction && el("span", { class: "reaction" }, el("span", { class: "unseen" }, "Reaction: "), message.reaction),
    own && message.editable && button({ class: "plain edit", "data-focus": "edit", onclick: acts.edit, "aria-label": "Edit this message" }, "Edit"),
    message.buttons.length > 0 && keyboard(message, acts));
}

export function day(divider) {
  return el("li", { class: "day" }, el("span", {}, longDay(Date.parse(divider.at))));
}

function foot(message) {
  return el("span", { class: "foot" },
    message.edited && "edited ",
    el("time", { datetime: message.at, title: longDay(Date.parse(message.at)) }, clockTime(Date.parse(message.at))),
    message.from === "person" && el("span", { class: "ticks", "aria-hidden": "true" }, "✓✓"));
}

function keyboard(message, acts) {
  return el("div", { class: "keys", role: "group", "aria-label": "Buttons of this message" },
    message.buttons.map((row) => el("div", { class: "row" },
      row.map((words) => button({ "data-focus": words, onclick: (event) => press(event.currentTarget, () => acts.press(words)) }, words)))));
}

// press shows that a button turns until the bot has answered.
async function press(key, act) {
  if (key.getAttribute("aria-busy") === "true") return;
  key.setAttribute("aria-busy", "true");
  await act();
  key.removeAttribute("aria-busy");
}

// content is what a message carries besides words.
function content({ file, contact, location, voice, sticker }) {
  if (sticker) return el("span", { class: "sticker" }, sticker);
  if (voice) return part("🎤", "Voice message", "0:03");
  if (location) return part("📍", "Location", location.map((degrees) => degrees.toFixed(4)).join(", "));
  if (contact) return part("👤", [contact.first_name, contact.last_name].filter(Boolean).join(" "), contact.phone_number);
  if (file?.type.startsWith("image/")) return el("img", { src: file.url, alt: file.name, class: "photo" });
  if (file) {
    return el("a", { class: "part", href: file.url, download: file.name },
      el("span", { class: "glyph", "aria-hidden": "true" }, "📄"),
      el("span", {}, el("b", {}, file.name), el("small", {}, fileSize(file.size))));
  }
  return null;
}

function part(icon, title, detail) {
  return el("span", { class: "part" },
    el("span", { class: "glyph", "aria-hidden": "true" }, icon),
    el("span", {}, el("b", {}, title), el("small", {}, detail)));
}

// Where the person writes: the message box, the commands, the attachments and
// the bot's reply keyboard.

import { attach } from "./attach.js";
import { say } from "./chat.js";
import { suggestions } from "./commands.js";
import { byID, button, el } from "./dom.js";
import { onDraw, state } from "./store.js";

let editing = null; // the message being corrected
const parts = {};

export function startComposer() {
  parts.box = el("textarea", {
    id: "message", rows: "1", placeholder: "Message", "aria-label": "Message", autocomplete: "off",
    "aria-autocomplete": "list", "aria-haspopup": "listbox", "aria-controls": "commands",
  });
  parts.editing = el("p", { class: "editing", hidden: true }, el("span", {}, "Editing your message"),
    button({ class: "plain", onclick: endEdit }, "Cancel"));
  parts.send = el("button", { type: "submit", class: "send", "aria-label": "Send" }, "➤");
  parts.commands = el("ul", { id: "commands", class: "commands", role: "listbox", "aria-label": "Commands", hidden: true });
  parts.menu = button({ class: "plain icon", "aria-label": "Commands", "aria-expanded": "false", "aria-controls": "commands" }, "/");
  parts.form = el("form", { class: "write-box" },
    parts.menu,
    button({ class: "plain icon", "aria-label": "Attach", "aria-haspopup": "menu", onclick: (event) => attach(event.currentTarget, takeCaption) }, "📎"),
    parts.box, parts.send);
  parts.keys = el("div", { class: "reply-keys", role: "group", "aria-label": "Reply keyboard", hidden: true });
  parts.unblock = button({ class: "unblock", hidden: true, onclick: () => say({ unblock: true }) }, "Unblock the bot");
  byID("composer").append(parts.commands, parts.editing, parts.form, parts.keys, parts.unblock);
  listen(suggestions(parts, (words) => send(words)));
  onDraw(show);
}

function listen(list) {
  parts.form.addEventListener("submit", (event) => { event.preventDefault(); list.close(); send(parts.box.value); });
  parts.box.addEventListener("input", () => { grow(); list.offer(parts.box.value); });
  parts.box.addEventListener("blur", () => list.close());
  parts.box.addEventListener("keydown", (event) => {
    if (event.isComposing || list.steer(event)) return;
    if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      parts.form.requestSubmit();
    } else if (event.key === "Escape" && editing) endEdit();
  });
  // The box keeps the focus, so that the list which it controls stays open.
  parts.menu.addEventListener("mousedown", (event) => event.preventDefault());
  parts.menu.addEventListener("click", () => { parts.box.focus(); list.toggle(); });
}

async function send(words) {
  const text = words.trim();
  if (!text || state.person === null) return;
  const act = editing ? { edit: { message: editing.id, text } } : { text };
  const before = parts.box.value;
  endEdit();
  if (!(await say(act))) { parts.box.value = before; grow(); }
}

// takeCaption hands the words in the box to an attachment.
function takeCaption() {
  const words = parts.box.value.trim();
  parts.box.value = "";
  grow();
  return words;
}

export function beginEdit(message) {
  editing = message;
  parts.box.value = message.text;
  parts.editing.hidden = false;
  grow();
  parts.box.focus();
}

function endEdit() {
  editing = null;
  parts.box.value = "";
  parts.editing.hidden = true;
  grow();
}

// grow fits the box to its words, up to a few lines.
function grow() {
  parts.box.style.height = "auto";
  parts.box.style.height = Math.min(parts.box.scrollHeight, 120) + "px";
}

function show({ chat, people }) {
  const person = people.find((p) => p.id === chat.of);
  const blocked = Boolean(person?.blocked);
  byID("composer").hidden = !person;
  parts.form.hidden = blocked;
  parts.unblock.hidden = !blocked;
  const rows = blocked ? [] : chat.lines.at(-1)?.keyboard ?? [];
  const sign = JSON.stringify(rows);
  if (parts.keys.dataset.sign === sign) return;
  parts.keys.dataset.sign = sign;
  parts.keys.hidden = rows.length === 0;
  parts.keys.replaceChildren(...rows.map((row) => el("div", { class: "row" },
    row.map((words) => button({ onclick: () => say({ press: words }) }, words)))));
}

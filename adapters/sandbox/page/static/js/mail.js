// The mailbox: a button that counts, and a dialog that shows the letters as a
// mail program does, the newest open.

import { byID, el } from "./dom.js";
import { openDialog } from "./overlay.js";
import { onDraw, state } from "./store.js";
import { clockTime, fileSize, longDay } from "./words.js";

export function startMail() {
  byID("mail").addEventListener("click", open);
  onDraw(({ mail }) => {
    byID("mail").hidden = mail.length === 0;
    byID("mail").textContent = `Mail (${mail.length})`;
  });
}

function open() {
  openDialog({ title: "Mail", body: state.mail.toReversed().map(letter), cancel: "Close", wide: true });
}

function letter(mail, i) {
  const at = Date.parse(mail.at);
  return el("details", { class: "letter", open: i === 0 },
    el("summary", {}, el("b", {}, mail.subject), el("small", {}, ` to ${mail.to} · ${longDay(at)}, ${clockTime(at)}`)),
    // The letter is a stranger's HTML: it comes in a frame where nothing runs.
    el("iframe", { src: `/sandbox/mail/${mail.id}/html`, title: mail.subject, sandbox: true, loading: "lazy" }),
    el("details", {}, el("summary", {}, "As plain text"), el("pre", {}, mail.text)),
    mail.files.map((file) => el("p", {}, "📎 ", el("a", { href: file.url, download: file.name }, file.name), " ", el("small", {}, fileSize(file.size)))));
}

// The mailbox: a button that counts, and a dialog that shows.

import { byID, el } from "./dom.js";
import { openDialog } from "./overlay.js";
import { onDraw, state } from "./store.js";

export function startMail() {
  byID("mail").addEventListener("click", open);
  onDraw(({ mail }) => {
    byID("mail").hidden = mail.length === 0;
    byID("mail").textContent = `✉ Mail (${mail.length})`;
  });
}

function open() {
  const letters = state.mail.toReversed().map((mail) => el("article", { class: "letter" },
    el("h3", {}, mail.subject),
    el("p", { class: "dim" }, "To ", [mail.to].flat().join(", ")),
    el("pre", {}, mail.text),
    mail.files.map((file) => el("p", { class: "dim" }, "📎 ", el("a", { href: file.url }, file.name)))));
  openDialog({ title: "Mail", body: letters, cancel: "Close" });
}

// A box to write in Slack: a message, a reply, a correction, a file or a
// command.

import { base64, inTurn } from "./api.js";
import { button, el } from "./dom.js";
import { openForm } from "./forms.js";
import { attempt } from "./overlay.js";
import { channelOf, onDraw, refresh, state } from "./store.js";

// writer fills a form; threadOf says which thread it writes to, if any.
export function writer(form, threadOf, end) {
  let editing = null;
  const box = el("textarea", { rows: "1", autocomplete: "off" });
  const note = el("p", { class: "editing", hidden: true }, el("span", {}, "Editing your message"), button({ class: "plain", onclick: () => stop() }, "Cancel"));
  form.append(note, el("div", { class: "write-box" },
    button({ class: "plain icon", "aria-label": "Attach a file", onclick: () => pick() }, "📎"),
    box, el("button", { type: "submit", class: "send", "aria-label": "Send" }, "➤")));

  const grow = () => { box.style.height = "auto"; box.style.height = Math.min(box.scrollHeight, 140) + "px"; };
  const fill = (words) => { box.value = words; grow(); };
  const stop = () => { editing = null; note.hidden = true; fill(""); };

  const send = async (file) => {
    const words = box.value.trim();
    if (!words && !file) return;
    const place = { user: state.user, channel: channelOf(state.place, state.user) };
    const request = requestFor(words, editing, threadOf(), file);
    stop();
    end.toEnd();
    const answer = await attempt(() => inTurn("slack/" + request.what, { ...place, ...request.body }));
    if (answer === undefined) fill(words);
    if (answer?.view) openForm(answer.view);
    await refresh();
  };

  const pick = () => {
    const input = el("input", { type: "file" });
    input.addEventListener("change", () => attempt(async () => {
      const file = input.files[0];
      await send({ name: file.name, type: file.type, base64: await base64(file) });
    }));
    input.click();
  };

  form.addEventListener("submit", (event) => { event.preventDefault(); send(); });
  box.addEventListener("input", grow);
  box.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    if (event.key === "Enter" && !event.shiftKey) { event.preventDefault(); form.requestSubmit(); }
    if (event.key === "Escape" && editing) stop();
  });
  onDraw(() => label(box, threadOf()));
  return { edit: (message) => { editing = message; note.hidden = false; fill(message.text); box.focus(); } };
}

function label(box, thread) {
  const name = state.users.find((u) => u.name === state.user)?.real_name ?? state.user;
  const words = thread ? `Reply as ${name}` : `Message or /command as ${name}`;
  if (box.placeholder === words) return;
  box.placeholder = words;
  box.setAttribute("aria-label", words);
}

// requestFor is what the words in the box ask for.
function requestFor(words, editing, thread, file) {
  const command = /^(\/\S+)\s*([^]*)$/.exec(words);
  if (editing) return { what: "edit", body: { ts: editing.ts, text: words } };
  if (command && !thread && !file) return { what: "command", body: { command: command[1], text: command[2] } };
  return { what: "say", body: { thread_ts: thread ?? "", text: words, file } };
}

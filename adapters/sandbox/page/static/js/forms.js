// Forms that Slack opens: the one in front of the user is shown as a dialog,
// filled in, sent, and shown again with what is wrong.

import { post } from "./api.js";
import { el } from "./dom.js";
import { answerOf, field } from "./fields.js";
import { controls } from "./lines.js";
import { openDialog } from "./overlay.js";
import { onDraw, refresh, state } from "./store.js";

let open = null; // { id, user, sign, sending, inputs, dialog }
const finished = new Set(); // forms that were sent or closed: a reading or a press may still carry them

export function startForms() {
  onDraw(({ front }) => {
    if (front) openForm(front);
    else if (open && !open.sending) open.dialog.close("gone");
  });
}

// openForm shows a form, or what has changed in the one that is shown.
export function openForm(view) {
  if (finished.has(view.id)) return;
  // What is filled in comes back with the form; that alone is no reason to draw it anew.
  const sign = JSON.stringify({ ...view, inputs: view.inputs.map((input) => ({ ...input, value: undefined })) });
  if (open?.sign === sign || open?.sending) return;
  const typed = open?.id === view.id ? answers(open) : {};
  if (open) open.dialog.close("gone");
  const form = { id: view.id, user: state.user, sign, sending: false, inputs: view.inputs };
  form.dialog = openDialog({
    title: view.title || "Form",
    body: [
      view.text.map((words) => (/^—+$/.test(words) ? el("hr") : el("p", {}, words))),
      view.inputs.map((input, i) => field({ ...input, value: typed[input.label] ?? input.value }, i)),
      view.buttons.length + (view.menus ?? []).length > 0
        && controls({ buttons: view.buttons.map((words) => ({ words })), menus: view.menus ?? [] }, (words, value) => press(form, words, value)),
    ],
    action: view.submit,
    cancel: view.submit ? "Cancel" : "Close",
    submit: () => send(form),
    closed: (reason) => closed(form, reason),
  });
  open = form;
}

async function press(form, words, value) {
  try {
    const answer = await post("slack/press", { user: form.user, view: form.id, press: words, value });
    if (answer.view) openForm(answer.view);
  } catch (error) {
    form.dialog.querySelector(".body > .wrong").textContent = error.message;
  }
  await refresh();
}

// answers are what the person has filled in so far.
function answers({ dialog, inputs }) {
  const values = {};
  inputs.forEach((input, i) => {
    const given = answerOf(dialog, input, i);
    if (given !== undefined) values[input.label] = given;
  });
  return values;
}

// send fills in the form as the person did. What is refused is shown under the
// inputs concerned, and the form stays.
async function send(form) {
  form.sending = true;
  try {
    const { errors, view } = await post("slack/submit", { user: form.user, view: form.id, values: answers(form) });
    showErrors(form, errors ?? {});
    if (errors) return false;
    form.next = view;
    return true;
  } finally {
    form.sending = false;
  }
}

function showErrors({ dialog, inputs }, errors) {
  let first = null;
  inputs.forEach((input, i) => {
    const words = errors[input.label] ?? "";
    const place = dialog.querySelector(`#field-${i}-wrong`);
    place.textContent = words;
    for (const control of dialog.querySelectorAll(`[name="field-${i}"]`)) {
      control.setAttribute("aria-invalid", String(Boolean(words)));
      if (words) first ??= control;
    }
  });
  first?.focus();
}

// closed lets go of a form; one that the person closed is closed in Slack too.
async function closed(form, reason) {
  if (open === form) open = null;
  if (reason === "gone") return;
  if (form.next) finished.delete(form.next.id);
  else finished.add(form.id);
  if (reason !== "done") {
    await post("slack/close", { user: form.user, view: form.id }).catch(() => {}); // it may be gone already
  }
  if (form.next) openForm(form.next);
  await refresh();
}

// What lies over the page: menus, dialogs and notices.

import { byID, button, el } from "./dom.js";

// openMenu shows entries beside the control that asked for them. An entry is
// { words, act } and may have an icon or a label of its own.
export function openMenu(anchor, entries, { grid = false } = {}) {
  const box = byID("menu");
  if (box.matches(":popover-open")) box.hidePopover();
  (anchor.closest("dialog") ?? document.body).append(box); // outside a modal dialog nothing can be pressed
  box.classList.toggle("grid", grid);
  box.replaceChildren(...entries.map((entry) => button({
    role: "menuitem", tabindex: "-1", class: entry.danger ? "danger" : undefined, "aria-label": entry.label,
    onclick: () => { box.hidePopover(); anchor.focus({ preventScroll: true }); entry.act(); },
  }, entry.icon && el("span", { class: "glyph", "aria-hidden": "true" }, entry.icon), entry.words)));
  box.showPopover();
  place(box, anchor);
  box.firstElementChild.focus();
  box.onkeydown = (event) => steer(event, box, anchor);
}

function place(box, anchor) {
  const at = anchor.getBoundingClientRect();
  const { offsetWidth: width, offsetHeight: height } = box;
  const above = at.top > innerHeight - at.bottom;
  box.style.left = Math.max(8, Math.min(at.left, innerWidth - width - 8)) + "px";
  box.style.top = Math.max(8, above ? at.top - height - 6 : at.bottom + 6) + "px";
}

function steer(event, box, anchor) {
  const items = [...box.children];
  const at = items.indexOf(document.activeElement);
  const to = { ArrowDown: at + 1, ArrowRight: at + 1, ArrowUp: at - 1, ArrowLeft: at - 1, Home: 0, End: items.length - 1 }[event.key];
  if (to !== undefined) {
    event.preventDefault();
    items[(to + items.length) % items.length].focus();
  } else if (event.key === "Escape" || event.key === "Tab") {
    event.preventDefault();
    box.hidePopover();
    anchor.focus({ preventScroll: true });
  }
}

// openDialog shows a form over the page. submit is called with the form and
// closes the dialog unless it answers false; an error it throws is shown.
export function openDialog({ title, body, action, cancel = "Cancel", submit, closed, wide = false }) {
  const wrong = el("p", { class: "wrong", role: "alert" });
  const go = action && el("button", { type: "submit", class: "primary" }, action);
  const form = el("form", { novalidate: true },
    el("header", {}, el("h2", {}, title), button({ class: "plain icon", "aria-label": "Close", onclick: () => dialog.close() }, "×")),
    el("div", { class: "body" }, body, wrong),
    el("footer", {}, button({ onclick: () => dialog.close() }, cancel), go));
  const dialog = el("dialog", { "aria-label": title, class: wide ? "wide" : undefined }, form);
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    wrong.textContent = "";
    if (!go || go.disabled) return;
    go.disabled = true;
    try {
      if ((await submit(form)) !== false) dialog.close("done");
    } catch (error) {
      wrong.textContent = error.message;
    } finally {
      go.disabled = false;
    }
  });
  dialog.addEventListener("close", () => {
    document.body.append(byID("menu"));
    dialog.remove();
    closed?.(dialog.returnValue);
  });
  document.body.append(dialog);
  dialog.showModal();
  form.querySelector(".body :is(input, select, textarea, button)")?.focus();
  return dialog;
}

// notice says what went wrong, for a while.
export function notice(words) {
  const line = el("p", {}, words, button({ class: "plain icon", "aria-label": "Dismiss", onclick: () => line.remove() }, "×"));
  byID("notices").append(line);
  setTimeout(() => line.remove(), 12_000);
}

let acting = 0;

// attempt does something and says so if it fails. While anything is being done,
// the page says that it acts.
export async function attempt(act) {
  acting++;
  document.body.dataset.acting = "";
  try {
    return await act();
  } catch (error) {
    notice(error.message);
    return undefined;
  } finally {
    if (--acting === 0) delete document.body.dataset.acting;
  }
}

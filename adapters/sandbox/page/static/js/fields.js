// The inputs of a form, by type.

import { el } from "./dom.js";

const plain = { email_text_input: "email", url_text_input: "url", number_input: "number", datepicker: "date", timepicker: "time" };

// field draws an input with its label and the place for what is wrong with it.
export function field(input, i) {
  const name = "field-" + i;
  const wrong = el("p", { class: "wrong", id: name + "-wrong", role: "alert" });
  const label = [input.label, input.optional && el("small", {}, " (optional)")];
  if (input.type === "radio_buttons" || input.type === "checkboxes") {
    return el("fieldset", { "aria-describedby": wrong.id }, el("legend", {}, label), choices(input, name), wrong);
  }
  const control = single(input, { name, id: name, "aria-describedby": wrong.id });
  return el("div", { class: "field" }, el("label", { for: name }, label), control, wrong);
}

function single(input, common) {
  const value = input.value ?? "";
  if (plain[input.type]) return el("input", { ...common, type: plain[input.type], value, step: input.type === "number_input" ? "any" : undefined });
  if (input.type === "static_select" || input.type === "users_select") {
    return el("select", common, el("option", { value: "" }, "Choose…"),
      (input.options ?? []).map((words) => el("option", { value: words, selected: words === value }, words)));
  }
  return el("textarea", { ...common, rows: "2" }, value);
}

function choices(input, name) {
  const chosen = [input.value ?? []].flat();
  const type = input.type === "checkboxes" ? "checkbox" : "radio";
  return (input.options ?? []).map((words) => el("label", { class: "choice" },
    el("input", { type, name, value: words, checked: chosen.includes(words) }), words));
}

// answerOf is what the person gave, in the control API's form. An empty answer
// is sent too, so that it can empty what was there.
export function answerOf(form, input, i) {
  const controls = [...form.querySelectorAll(`[name="field-${i}"]`)];
  if (input.type === "checkboxes") return controls.filter((c) => c.checked).map((c) => c.value);
  if (input.type === "radio_buttons") return controls.find((c) => c.checked)?.value;
  return controls[0].value;
}

// The people with a telephone: choosing one, and adding another.

import { post } from "./api.js";
import { button, byID, el, keep } from "./dom.js";
import { openDialog } from "./overlay.js";
import { choose, onDraw, state } from "./store.js";
import { fullName, hue, initials } from "./words.js";

// Names to begin with, so that one key press makes a person.
const names = [["Emma", "Clarke", "en"], ["Lucía", "Ferrari", "es"], ["Daniel", "Novak", "en"], ["Camila", "Rojas", "es"], ["Grace", "Okafor", "en"]];

export function startPeople() {
  const list = el("ul");
  byID("people").append(list, button({ class: "plain add", id: "new-person", onclick: addPerson }, "+ New person"));
  onDraw(({ people, person }) => {
    keep(list, "people", people.map((p) => ({ ...p, chosen: p.id === person })), (p) => p.id, chip);
  });
}

function chip(person) {
  return el("li", {}, button({
    class: "chip", "aria-pressed": String(person.chosen), "data-focus": "chip",
    onclick: () => choose({ person: person.id }),
  }, el("span", { class: `face hue${hue(fullName(person))}`, "aria-hidden": "true" }, initials(fullName(person))),
  person.first_name, el("small", { lang: person.language_code }, person.language_code)));
}

export function addPerson() {
  const [first, last, language] = names[state.people.length % names.length];
  const field = (label, name, control) => el("label", {}, el("span", {}, label), control(name));
  const text = (value) => (name) => el("input", { name, value, maxlength: "64", autocomplete: "off" });
  const languages = (name) => el("select", { name },
    el("option", { value: "en", selected: language === "en" }, "English"),
    el("option", { value: "es", selected: language === "es" }, "Español"));
  const dialog = openDialog({
    title: "New person",
    body: [field("First name", "first_name", text(first)), field("Last name", "last_name", text(last)), field("Language of the phone", "language_code", languages)],
    action: "Hand over the phone",
    submit: create,
  });
  dialog.querySelector("input").select();
}

async function create(form) {
  const asked = Object.fromEntries(new FormData(form));
  if (!asked.first_name.trim()) throw new Error("A person needs a first name.");
  const { id } = await post("telegram/people", asked);
  await choose({ person: id });
  byID("message")?.focus();
}

// The people with a telephone: choosing one, adding another, and sample people
// who have a story behind them already.

import { post } from "./api.js";
import { cast } from "./cast.js";
import { button, byID, el, keep } from "./dom.js";
import { attempt, openDialog } from "./overlay.js";
import { choose, onDraw, refresh, state } from "./store.js";
import { dayInWords, fullName, hue, initials } from "./words.js";

// Names to begin with, so that one key press makes a person.
const names = [["Emma", "Clarke", "en"], ["Lucía", "Ferrari", "es"], ["Daniel", "Novak", "en"], ["Camila", "Rojas", "es"], ["Grace", "Okafor", "en"]];

export function startPeople() {
  const list = el("ul");
  byID("people").append(list,
    button({ class: "plain add", id: "new-person", title: "New person", onclick: addPerson }, "+ New"),
    button({ class: "plain add", id: "samples", "aria-haspopup": "dialog", onclick: offerSamples }, "Samples…"));
  onDraw(({ people, person }) => {
    keep(list, "people", people.map((p) => ({ ...p, chosen: p.id === person })), (p) => p.id, chip);
  });
}

function chip(person) {
  return el("li", {}, button({
    class: "chip", "aria-pressed": String(person.chosen), "data-focus": "chip",
    onclick: () => choose({ person: person.id }),
  }, face(person), person.first_name, el("small", { lang: person.language_code }, person.language_code)));
}

const face = (person) => el("span", { class: `face hue${hue(fullName(person))}`, "aria-hidden": "true" }, initials(fullName(person)));

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

function offerSamples() {
  const dialog = openDialog({
    title: "Sample people", cancel: "Close",
    body: [
      el("p", { class: "dim" }, "Each has talked to the bot already and is at a point of their own."),
      cast.map((person) => button({ class: "sample", onclick: () => { dialog.close(); attempt(() => enter(person)); } },
        face(person), el("span", {}, el("b", {}, fullName(person)), el("small", {}, person.why)))),
    ],
  });
}

// enter brings a sample person onto the stage. They take three seconds for each
// thing they do, and the clock shows it.
async function enter({ first_name, last_name, language_code, does }) {
  byID("walking").textContent = `${first_name} talks to the bot…`;
  try {
    const { id } = await post("telegram/people", { first_name, last_name, language_code });
    await choose({ person: id });
    for (const act of does) {
      const words = act.slice(2).replace(/\{(-?\d+)\}/, (_, days) => dayInWords(state.now + days * 24 * 3600 * 1000, language_code));
      await post(`telegram/people/${id}/say`, act.startsWith("[") ? { press: words } : { text: words });
      await post("clock", { by: "3s" });
    }
  } finally {
    byID("walking").textContent = "";
    await refresh();
  }
}

// What the bot knows of whoever holds the phone: where both machines stand, what
// goes out next, and what it did and why.

import { byID, el, keep } from "./dom.js";
import { diagram, spoken, ways } from "./graph.js";
import { showSide } from "./sides.js";
import { onDraw, refresh } from "./store.js";
import { clockTime, count, shortDay } from "./words.js";

const machines = [["case", "The case"], ["dialogue", "The dialogue"]];

export function startInside() {
  byID("inside-open").addEventListener("click", () => {
    showSide(document.body.dataset.side === "inside" ? "workspace" : "inside");
    refresh();
  });
  document.querySelector(".sides [data-side='inside']").addEventListener("click", refresh);
  onDraw(show);
}

function show({ inside, person, people }) {
  byID("inside-open").setAttribute("aria-pressed", String(document.body.dataset.side === "inside"));
  byID("inside-none").hidden = inside !== null;
  byID("inside-all").hidden = inside === null;
  if (inside === null) return;
  for (const [name, title] of machines) machine(name, title, inside[name]);
  keep(byID("coming"), "coming", inside.coming, (c) => c.at + c.ref + c.words, upcoming);
  byID("coming-none").hidden = inside.coming.length > 0;
  const who = people.find((p) => p.id === person)?.first_name ?? "";
  const log = inside.log.map((h, i) => ({ ...h, i, who })).reverse();
  keep(byID("log"), String(person), log, (h) => h.i, line);
  byID("log-none").hidden = log.length > 0;
}

// machine draws anew only what has moved, and brings the present state into view.
function machine(name, title, { mermaid, path }) {
  const place = byID("machine-" + name);
  const sign = JSON.stringify(path);
  if (place.dataset.sign === sign) return;
  place.dataset.sign = sign;
  const present = path.at(-1);
  const stands = present ? `${title} is at: ${spoken(present)}.` : `${title} has not begun.`;
  const moves = ways(mermaid, present).map((way) => `${spoken(way.words)} → ${spoken(way.to)}`);
  place.replaceChildren(diagram(mermaid, path, stands));
  byID("stands-" + name).textContent = moves.length > 0 ? `${stands} From here: ${moves.join(", ")}.` : stands;
  const lit = place.querySelector(".present");
  if (!lit) return;
  const [at, around] = [lit.getBoundingClientRect(), place.getBoundingClientRect()];
  place.scrollTop += at.top - around.top - (around.height - at.height) / 2;
  place.scrollLeft += at.left - around.left - (around.width - at.width) / 2;
}

const stamp = (at) => `${shortDay(Date.parse(at))}, ${clockTime(Date.parse(at))}`;

function upcoming({ at, words, who, ref }) {
  return el("li", {}, el("time", { datetime: at }, stamp(at)), el("p", {}, words, el("small", {}, ` ${[who, ref].filter(Boolean).join(" · ") || "reminders only"}`)));
}

function line(h) {
  return el("li", {}, el("time", { datetime: h.at }, stamp(h.at)), el("p", {}, cause(h), el("small", {}, " " + (effects(h).join(" · ") || "nothing followed"))));
}

const quoted = (words) => `“${words.length > 80 ? words.slice(0, 80).trimEnd() + "…" : words}”`;

// cause is what woke the bot.
function cause({ kind, by, who, words = "", rungs = [] }) {
  const name = by || who;
  switch (kind) {
    case "said": return `${name} wrote ${quoted(words)}`;
    case "amended": return `${name} corrected a message: ${quoted(words)}`;
    case "pressed": return `${name} pressed ${quoted(spoken(words.split(":").slice(2).join(":") || words.split(":").at(-1)))}`;
    case "blocked": return `${name} blocked the bot`;
    case "opened": return `${name} unblocked the bot`;
    case "wrote": return `${name} wrote in the thread: ${quoted(words)}`;
    case "reacted": return `${name} put ${words} on a line`;
    case "revised": return `${name} edited a line: ${quoted(words)}`;
    case "erased": return `${name} deleted a line`;
    case "moved": return `${name}: ${spoken(words)}`;
    case "woke": return rungs.length > 0 ? `The time came: ${rungs.join(", ")}` : "The time came to look again";
    default: return `An answer came: ${words}`;
  }
}

const things = {
  message: ["message", "messages"], edit: ["message changed", "messages changed"], drop: ["message taken back", "messages taken back"],
  file: ["file", "files"], answer: ["answer to the press", "answers to the press"], card: ["card", "cards"], line: ["line in the thread", "lines in the thread"],
  mark: ["reaction", "reactions"], whisper: ["line for one associate", "lines for one associate"], form: ["form", "forms"], mail: ["mail", "mails"],
};

// effects is what followed.
function effects({ state, stage, sent = {}, wake }) {
  const out = [];
  if (state) out.push(`dialogue: ${spoken(state)}`);
  if (stage) out.push(`case: ${spoken(stage)}`);
  for (const [kind, n] of Object.entries(sent)) out.push(count(n, ...things[kind]));
  if (wake) out.push(`looks again ${stamp(wake)}`);
  return out;
}

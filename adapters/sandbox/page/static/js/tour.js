// The tour: seven steps for who is here for the first time. What is to be
// pressed stands in <b>, what is to be typed in <kbd>, in order; a test follows
// these words to the letter.

import { byID, el } from "./dom.js";
import { showSide } from "./sides.js";
import { onDraw, state } from "./store.js";
import { dayInWords } from "./words.js";

const press = (words) => el("b", {}, words);
const type = (words, into = "message") => el("kbd", { "data-into": into }, words);

// steps are { title, side, words }, the words for whoever holds the phone.
const steps = [
  { title: "Take the phone", side: "phone", words: () => ["Press ", press("+ New"), ", then ", press("Hand over the phone"), ". You are somebody whose card runs out. Press ", press("Start"), "."] },
  { title: "Say what you want", side: "phone", words: () => ["Answer with the buttons: ", press("English"), ", ", press("Yes, I agree"), ", ", press("I would like help with my renewal"), ", ", press("Temporary resident"), "."] },
  { title: "Name the date", side: "phone", words: ({ date }) => ["Type ", type(date), " as the date on the card: the bot says when your window opens. Then ", press("Yes, in Mexico"), " and ", press("Just me"), "."] },
  { title: "Send the request", side: "phone", words: ({ first, last, mail }) => [
    "Type ", type(first), ", then ", type(last), ", then ", type(mail), ", then ", type("+52 55 1234 5678"), ". Press ",
    press("Nothing to add"), ", ", press("It is right, and I understand"), " and ", press("Yes, send my request"), "."] },
  { title: "Answer from Slack", side: "workspace", words: ({ first }) => [
    "You are an associate now. On the card press ", press("Claim"), ". In its thread type ", type(`Hello ${first}, shall we talk on Monday?`, "thread"),
    " It waits a few seconds, so that it can be undone with an ❌, and then is on the phone."] },
  { title: "Write back", side: "phone", words: () => ["On the phone type ", type("Yes, at ten"), ": the words are in the thread."] },
  { title: "Let time pass", side: "phone", words: () => ["Press ", press("Next reminder"), " at the top. The clock goes on until the bot writes by itself."] },
];

let at = 0;
let drawn = "";

export function startTour() {
  byID("tour-next").addEventListener("click", () => (at + 1 < steps.length ? go(at + 1) : close()));
  byID("tour-back").addEventListener("click", () => go(at - 1));
  byID("tour-close").addEventListener("click", close);
  byID("tour-open").addEventListener("click", () => { go(0); byID("tour-next").focus(); });
  onDraw(show);
  if (localStorage.getItem("toured") !== "yes") go(0);
}

function go(step) {
  at = step;
  byID("tour").hidden = false;
  showSide(steps[at].side);
  show();
}

function close() {
  byID("tour").hidden = true;
  localStorage.setItem("toured", "yes");
  byID("tour-open").focus();
}

// show draws the step, unless it stands there already.
function show() {
  if (byID("tour").hidden || state.now === null) return;
  const who = visitor();
  const sign = JSON.stringify([at, who]);
  if (sign === drawn) return;
  drawn = sign;
  byID("tour-title").textContent = `${at + 1} of ${steps.length} · ${steps[at].title}`;
  byID("tour-words").replaceChildren(...steps[at].words(who));
  byID("tour-back").disabled = at === 0;
  byID("tour-next").textContent = at + 1 < steps.length ? "Next" : "Done";
}

// visitor is who holds the phone, with a date whose window opens in a few days.
function visitor() {
  const { first_name: first = "Emma", last_name: last = "Clarke" } = state.people.find((p) => p.id === state.person) ?? {};
  const plain = (words) => words.normalize("NFD").replace(/[^a-z]/gi, "").toLowerCase();
  return { first, last: last || "Clarke", mail: `${plain(first)}.${plain(last || "Clarke")}@example.com`, date: dayInWords(state.now + 35 * 24 * 3600 * 1000, "en") };
}

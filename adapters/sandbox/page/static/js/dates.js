// Days that were named in a chat and lie ahead, such as the window's first and
// the date on the card: where the clock may be moved to.

const months = {
  en: ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"],
  es: ["enero", "febrero", "marzo", "abril", "mayo", "junio", "julio", "agosto", "septiembre", "octubre", "noviembre", "diciembre"],
};
const numbers = new Map(Object.values(months).flatMap((names) => names.map((name, i) => [name, i + 1])));
const named = new RegExp(`(\\d{1,2}) (?:de )?(${[...numbers.keys()].join("|")}) (?:de )?(\\d{4})`, "g");
const longest = 60; // characters of what was said of a day

// daysAhead lists the days after today, each with the words that first named it.
export function daysAhead(lines, today) {
  const found = new Map();
  for (const line of lines.filter((l) => l.from === "bot")) {
    for (const sentence of line.text.split(/\n|(?<=[.!?;:]) /)) {
      for (const [, day, month, year] of sentence.matchAll(named)) {
        const date = `${year}-${String(numbers.get(month)).padStart(2, "0")}-${day.padStart(2, "0")}`;
        if (date > today && !found.has(date)) found.set(date, short(sentence));
      }
    }
  }
  return [...found].sort().map(([date, words]) => ({ date, words }));
}

const short = (words) => (words.length > longest ? words.slice(0, longest).trimEnd() + "…" : words);

// Dates, names and sizes in words. The story takes place in Mexico City.

const zone = "America/Mexico_City";
const format = (options) => new Intl.DateTimeFormat("en-GB", { timeZone: zone, ...options });

const long = format({ weekday: "long", day: "numeric", month: "long", year: "numeric" });
const short = format({ day: "numeric", month: "short" });
const minute = format({ hour: "2-digit", minute: "2-digit" });
const second = format({ hour: "2-digit", minute: "2-digit", second: "2-digit" });
const iso = new Intl.DateTimeFormat("en-CA", { timeZone: zone, year: "numeric", month: "2-digit", day: "2-digit" });

export const longDay = (instant) => long.format(instant);
export const shortDay = (instant) => short.format(instant);
export const clockTime = (instant) => minute.format(instant);
export const exactTime = (instant) => second.format(instant);
export const civilDate = (instant) => iso.format(instant);

// dayInWords is a day as somebody would type it in their language.
export const dayInWords = (instant, language) =>
  new Intl.DateTimeFormat(language === "es" ? "es-MX" : "en-GB", { timeZone: zone, day: "numeric", month: "long", year: "numeric" }).format(instant);

// instantOf reads a Slack timestamp, which is also a message's name.
export const instantOf = (ts) => Number(ts) * 1000;

export const fullName = (person) => [person.first_name, person.last_name].filter(Boolean).join(" ");

export function initials(name) {
  const parts = name.trim().split(/\s+/);
  return ((parts[0]?.[0] ?? "") + (parts.length > 1 ? parts.at(-1)[0] : "")).toUpperCase();
}

// hue gives each name a colour of its own, always the same.
export function hue(name) {
  let sum = 0;
  for (const char of name) sum = (sum * 31 + char.codePointAt(0)) % 997;
  return sum % 8;
}

export function fileSize(bytes) {
  if (bytes < 1000) return `${bytes} bytes`;
  return bytes < 1e6 ? `${Math.round(bytes / 1000)} kB` : `${(bytes / 1e6).toFixed(1)} MB`;
}

export const count = (n, one, many) => `${n} ${n === 1 ? one : many}`;

// Formatted text. Whatever came from a person or a bot becomes elements of a
// short list of kinds, built one by one; markup outside that list turns into
// its plain words.

import { el } from "./dom.js";

const plainTags = { B: "b", STRONG: "b", I: "i", EM: "i", U: "u", INS: "u", S: "s", STRIKE: "s", DEL: "s", CODE: "code", PRE: "pre", BLOCKQUOTE: "blockquote" };

// fromHTML builds what a Telegram message's HTML says. The text is parsed into
// a document of its own, where nothing runs or loads.
export function fromHTML(html) {
  const parsed = new DOMParser().parseFromString(html, "text/html");
  return children(parsed.body);
}

const children = (node) => [...node.childNodes].flatMap(allowed);

function allowed(node) {
  if (node.nodeType === Node.TEXT_NODE) return [node.data];
  if (node.nodeType !== Node.ELEMENT_NODE) return [];
  const inside = children(node);
  const tag = plainTags[node.tagName];
  if (tag) return [el(tag, {}, inside)];
  if (node.tagName === "A") return [link(node.getAttribute("href") ?? "", inside)];
  if (node.tagName === "SPAN" && node.className === "tg-spoiler") return [spoiler(inside)];
  return inside;
}

function link(address, words) {
  if (!/^(https?|tg|mailto|tel):/i.test(address)) return el("span", {}, words);
  return el("a", { href: address, target: "_blank", rel: "noopener noreferrer" }, words);
}

function spoiler(words) {
  const cover = el("span", { class: "spoiler", role: "button", tabindex: "0", "aria-label": "Hidden words; press to show" }, words);
  const show = () => {
    cover.classList.add("shown");
    for (const name of ["role", "tabindex", "aria-label"]) cover.removeAttribute(name);
  };
  cover.addEventListener("click", show, { once: true });
  cover.addEventListener("keydown", (event) => { if (event.key === "Enter") show(); });
  return cover;
}

// The marks that Slack shows, and web addresses, in one pass from left to right.
const marks = /(https?:\/\/[^\s<>]+[^\s<>.,;:!?)'"])|(?<![\w*])\*(\S(?:[^*\n]*\S)?)\*(?![\w*])|(?<!\w)_(\S(?:[^_\n]*\S)?)_(?!\w)|(?<!\w)~(\S(?:[^~\n]*\S)?)~(?!\w)|`([^`\n]+)`/g;

// fromMarks builds what a Slack text says.
export function fromMarks(text) {
  const out = [];
  let rest = 0;
  for (const found of text.matchAll(marks)) {
    const [all, address, bold, italic, struck, code] = found;
    out.push(text.slice(rest, found.index));
    if (address) out.push(link(address, [address]));
    else if (bold) out.push(el("b", {}, fromMarks(bold)));
    else if (italic) out.push(el("i", {}, fromMarks(italic)));
    else if (struck) out.push(el("s", {}, fromMarks(struck)));
    else out.push(el("code", {}, code));
    rest = found.index + all.length;
  }
  out.push(text.slice(rest));
  return out;
}

// What a person can send besides words.

import { base64 } from "./api.js";
import { say } from "./chat.js";
import { el } from "./dom.js";
import { attempt, notice, openMenu } from "./overlay.js";
import { sampleCard, sampleLetter } from "./samples.js";

// attach opens the menu; caption gives the words that go with a file.
export function attach(anchor, caption) {
  openMenu(anchor, [
    { icon: "🖼", words: "Photo…", act: () => pick("image/*", (files) => hand(files, caption())) },
    { icon: "📄", words: "Document…", act: () => pick("", (files) => hand(files, caption(), true)) },
    { icon: "💳", words: "Sample photo of a card", act: async () => hand([await sampleCard()], caption()) },
    { icon: "📑", words: "Sample PDF letter", act: () => hand([sampleLetter()], caption(), true) },
    { icon: "👤", words: "My contact", act: () => say({ contact: true }) },
    { icon: "📍", words: "My location", act: () => say({ location: [20.9674, -89.5926] }) }, // Mérida, where many applicants live
    { icon: "🎤", words: "Voice message", act: () => say({ voice: true }) },
    { icon: "👋", words: "Sticker", act: () => say({ sticker: true }) },
  ]);
}

function pick(accept, take) {
  const input = el("input", { type: "file", accept, multiple: true });
  input.addEventListener("change", () => take([...input.files]));
  input.click();
}

// hand sends files: one by itself, several as an album.
async function hand(files, caption, document = false) {
  if (files.length === 0) return;
  if (files.length > 10) {
    notice("An album has at most ten files.");
    return;
  }
  await attempt(async () => {
    const parts = await Promise.all(files.map(async (file, i) => ({
      name: file.name, type: file.type, base64: await base64(file), caption: i === 0 ? caption : "", document,
    })));
    await say(parts.length === 1 ? { file: parts[0] } : { album: parts });
  });
}

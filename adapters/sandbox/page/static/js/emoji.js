// Slack names its reactions; people see pictures.

const pictures = {
  white_check_mark: "✅", lock: "🔒", hourglass_flowing_sand: "⏳", warning: "⚠️", x: "❌", eyes: "👀", "+1": "👍", "-1": "👎",
  heart: "❤️", tada: "🎉", pray: "🙏", wave: "👋", bell: "🔔", no_bell: "🔕", date: "📅", calendar: "📆", page_facing_up: "📄",
  paperclip: "📎", rotating_light: "🚨", slightly_smiling_face: "🙂", grinning: "😀", question: "❓", outbox_tray: "📤",
  inbox_tray: "📥", arrows_counterclockwise: "🔄", no_entry: "⛔", no_entry_sign: "🚫", pencil2: "✏️", envelope: "✉️",
  heavy_check_mark: "✔️", wastebasket: "🗑️", clock3: "🕒", mailbox: "📫", leftwards_arrow_with_hook: "↩️",
};

// What people choose from when they react.
export const offered = ["+1", "white_check_mark", "eyes", "heart", "pray", "tada", "x", "lock", "warning", "question"];

export const picture = (name) => pictures[name] ?? `:${name}:`;

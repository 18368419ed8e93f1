// The list of the bot's commands: it opens with a slash or with its button, and
// the arrow keys choose while the message box keeps the focus.

import { el } from "./dom.js";
import { state } from "./store.js";

export function suggestions({ box, menu, commands: list }, send) {
  let offered = [];
  let at = -1;

  const close = () => {
    offered = [];
    at = -1;
    list.hidden = true;
    menu.setAttribute("aria-expanded", "false");
    box.removeAttribute("aria-activedescendant");
  };

  const mark = (to) => {
    at = (to + offered.length) % offered.length;
    [...list.children].forEach((option, i) => option.setAttribute("aria-selected", String(i === at)));
    box.setAttribute("aria-activedescendant", list.children[at].id);
    list.children[at].scrollIntoView({ block: "nearest" });
  };

  const pick = (command) => { close(); send("/" + command.command); };

  const offer = (words) => {
    const typed = /^\/(\w*)$/.exec(words);
    offered = typed ? state.chat.menu.commands.filter((c) => c.command.startsWith(typed[1].toLowerCase())) : [];
    if (offered.length === 0) return close();
    at = -1;
    box.removeAttribute("aria-activedescendant");
    list.replaceChildren(...offered.map((command, i) => el("li", {
      id: "command-" + i, role: "option", "aria-selected": "false",
      onmousedown: (event) => { event.preventDefault(); pick(command); }, // before the box loses the focus
    }, el("b", {}, "/" + command.command), " ", command.description)));
    list.hidden = false;
    menu.setAttribute("aria-expanded", "true");
  };

  // steer takes the keys that move in the list, and says whether it took one.
  const steer = (event) => {
    if (offered.length === 0) return false;
    if (event.key === "ArrowDown") mark(at + 1);
    else if (event.key === "ArrowUp") mark(at < 0 ? offered.length - 1 : at - 1);
    else if (event.key === "Enter" && at >= 0) pick(offered[at]);
    else if (event.key === "Escape") close();
    else return false;
    event.preventDefault();
    return true;
  };

  return { offer, steer, close, toggle: () => (list.hidden ? offer("/") : close()) };
}

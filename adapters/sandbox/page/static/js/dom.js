// Small tools for building and keeping the page's elements.

export const byID = (id) => document.getElementById(id);

// el builds an element. A name that begins with "on" is an event; text is only
// ever added as text.
export function el(tag, properties = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false && child !== ""));
  return node;
}

export const button = (properties, ...children) => el("button", { type: "button", ...properties }, ...children);

const kept = new WeakMap(); // list element → { scope, entries: key → { sign, node } }

// keep makes a list show these items and touches only what differs. An item
// carries everything that its drawing depends on. Within one scope it returns
// the items that are new, for whoever announces them; a new scope starts over.
export function keep(list, scope, items, key, drawItem) {
  const before = kept.get(list);
  const same = before?.scope === scope;
  const old = same ? before.entries : new Map();
  if (!same) list.replaceChildren();
  const entries = new Map();
  const added = [];
  for (const item of items) {
    const id = key(item);
    const sign = JSON.stringify(item);
    let entry = old.get(id);
    if (entry?.sign !== sign) {
      const node = drawItem(item);
      if (entry) replace(entry.node, node);
      else if (same) {
        node.classList.add("arrives");
        added.push(item);
      }
      entry = { sign, node };
    }
    entries.set(id, entry);
  }
  for (const [id, entry] of old) if (!entries.has(id)) entry.node.remove();
  arrange(list, [...entries.values()].map((entry) => entry.node));
  kept.set(list, { scope, entries });
  return added;
}

// replace puts a new drawing in an old one's place and keeps the focus on the
// control that had it.
function replace(old, fresh) {
  const focused = old.contains(document.activeElement) ? document.activeElement.dataset.focus : undefined;
  old.replaceWith(fresh);
  if (focused === undefined) return;
  const again = [...fresh.querySelectorAll("[data-focus]")].find((node) => node.dataset.focus === focused);
  (again ?? fresh.closest("[tabindex='0']"))?.focus({ preventScroll: true });
}

function arrange(list, nodes) {
  let place = list.firstChild;
  for (const node of nodes) {
    if (node === place) place = place.nextSibling;
    else list.insertBefore(node, place);
  }
}

// follow keeps a scrolling area at its end while the reader is there, and offers
// a button to go there when something new came while the reader was elsewhere.
export function follow(area, newer) {
  let atEnd = true;
  let last = 0;
  const toEnd = () => {
    atEnd = true;
    newer.hidden = true;
    area.scrollTop = area.scrollHeight;
  };
  area.addEventListener("scroll", () => {
    // The area also moves away from its end by growing; only a reader moves up.
    const near = area.scrollHeight - area.scrollTop - area.clientHeight < 48;
    atEnd = near || (atEnd && area.scrollTop >= last);
    last = area.scrollTop;
    if (atEnd) newer.hidden = true;
  }, { passive: true });
  newer.addEventListener("click", toEnd);
  const grown = new ResizeObserver(() => { if (atEnd) toEnd(); });
  grown.observe(area);
  for (const child of area.children) grown.observe(child);
  return { toEnd, arrived: () => { if (!atEnd) newer.hidden = false; } };
}

// announce tells of something new on one side: to those who listen to the page
// instead of seeing it, and, where only one side is shown, by a dot on the other.
export function announce(side, words) {
  document.querySelector(`.sides [data-side="${side}"]`).toggleAttribute("data-news", document.body.dataset.side !== side);
  const log = byID("spoken");
  log.append(el("span", {}, words));
  while (log.childElementCount > 5) log.firstElementChild.remove();
}

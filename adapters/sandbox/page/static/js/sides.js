// On a narrow screen one side of the story is shown at a time.

const tabs = document.querySelectorAll(".sides button");

export function startSides() {
  for (const tab of tabs) tab.addEventListener("click", () => showSide(tab.dataset.side));
}

export function showSide(side) {
  document.body.dataset.side = side;
  for (const tab of tabs) {
    tab.setAttribute("aria-pressed", String(tab.dataset.side === side));
    if (tab.dataset.side === side) tab.removeAttribute("data-news");
  }
}

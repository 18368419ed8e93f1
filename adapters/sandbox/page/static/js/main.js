// Starts the page: each part finds its place, then the changes are watched.

import { watch } from "./api.js";
import { startCalendar } from "./calendar.js";
import { startChat } from "./chat.js";
import { startClock } from "./clock.js";
import { startComposer } from "./composer.js";
import { byID } from "./dom.js";
import { startForms } from "./forms.js";
import { startMail } from "./mail.js";
import { startPeople } from "./people.js";
import { refresh } from "./store.js";
import { startWorkspace } from "./workspace.js";

startClock();
startMail();
startCalendar();
startPeople();
startChat();
startComposer();
startWorkspace();
startForms();
startSides();
startWelcome();
watch(refresh, (connected) => { byID("offline").hidden = connected; });

// On a narrow screen one side is shown at a time.
function startSides() {
  const tabs = document.querySelectorAll(".sides button");
  for (const tab of tabs) {
    tab.addEventListener("click", () => {
      document.body.dataset.side = tab.dataset.side;
      tab.removeAttribute("data-news");
      for (const other of tabs) other.setAttribute("aria-pressed", other === tab);
    });
  }
}

function startWelcome() {
  byID("welcome").hidden = sessionStorage.getItem("welcomed") === "yes";
  byID("welcome-close").addEventListener("click", () => {
    byID("welcome").hidden = true;
    sessionStorage.setItem("welcomed", "yes");
  });
}

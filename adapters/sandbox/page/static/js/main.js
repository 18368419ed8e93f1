// Starts the page: each part finds its place, then the changes are watched.

import { watch } from "./api.js";
import { startCalendar } from "./calendar.js";
import { startChat } from "./chat.js";
import { startClock } from "./clock.js";
import { startComposer } from "./composer.js";
import { byID } from "./dom.js";
import { startForms } from "./forms.js";
import { startInside } from "./inside.js";
import { startMail } from "./mail.js";
import { startPeople } from "./people.js";
import { startSides } from "./sides.js";
import { refresh } from "./store.js";
import { startTour } from "./tour.js";
import { startWorkspace } from "./workspace.js";

startClock();
startMail();
startCalendar();
startPeople();
startChat();
startComposer();
startWorkspace();
startForms();
startInside();
startSides();
startTour();
refresh().then(() => performance.mark("drawn"));
watch(refresh, (connected) => { byID("offline").hidden = connected; });

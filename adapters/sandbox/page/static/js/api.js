// The sandbox's control API. The page talks to nothing else.

async function call(path, options) {
  const answer = await fetch("/sandbox/" + path, options);
  const body = await answer.json().catch(() => ({}));
  if (!answer.ok) throw new Error(body.error || `The sandbox answered with status ${answer.status}.`);
  return body;
}

export const get = (path) => call(path, { cache: "no-store" });

export const post = (path, body) =>
  call(path, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) });

let sent = Promise.resolve();

// inTurn posts after whatever was posted in turn before, so that the words of
// somebody who types fast arrive in the order in which they were sent.
export function inTurn(path, body) {
  const turn = sent.then(() => post(path, body));
  sent = turn.catch(() => {}); // what failed is told where it was sent
  return turn;
}

// watch calls changed whenever anything visible did, and says whether the line
// stands. The browser dials again by itself; the first event after that comes
// at once, so nothing is missed.
export function watch(changed, connected) {
  const events = new EventSource("/sandbox/events");
  events.addEventListener("changed", () => changed());
  events.addEventListener("open", () => connected(true));
  events.addEventListener("error", () => connected(false));
}

// base64 reads a file's bytes as the control API wants them.
export function base64(file) {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.addEventListener("load", () => resolve(reader.result.slice(reader.result.indexOf(",") + 1)));
    reader.addEventListener("error", () => reject(new Error(`${file.name} could not be read.`)));
    reader.readAsDataURL(file);
  });
}

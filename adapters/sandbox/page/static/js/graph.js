// A state diagram as a drawing: the states in layers from the first one down, the
// way that was gone and the present state lit.

const gap = { x: 14, y: 22 };
const box = { height: 24, letter: 6.6, margin: 16 };

// diagram draws a Mermaid state diagram. path are the states that were entered,
// the present one last.
export function diagram(mermaid, path, label) {
  const { states, edges } = parse(mermaid);
  const size = place(states, edges);
  const present = path.at(-1);
  const been = new Set(path);
  const gone = new Set(path.slice(1).map((to, i) => path[i] + " " + to));
  return svg("svg", { viewBox: `0 0 ${size.width} ${size.height}`, width: size.width, height: size.height, role: "img", "aria-label": label },
    edges.map((edge) => svg("path", { d: curve(states.get(edge.from), states.get(edge.to), size), class: gone.has(edge.from + " " + edge.to) ? "way gone" : "way" })),
    [...states].map(([name, at]) => svg("g", { class: `state${been.has(name) ? " been" : ""}${name === present ? " present" : ""}`, transform: `translate(${at.x - at.width / 2} ${at.y})` },
      svg("rect", { width: at.width, height: box.height, rx: 7 }),
      svg("text", { x: at.width / 2, y: box.height / 2 }, spoken(name)))));
}

// ways are the moves that a state diagram allows from a state.
export const ways = (mermaid, state) => parse(mermaid).edges.filter((edge) => edge.from === state);

export const spoken = (name) => name.replaceAll("_", " ");

function parse(mermaid) {
  const states = new Map();
  const edges = [];
  for (const [, from, to, words = ""] of mermaid.matchAll(/^\s*(\S+) --> ([^\s:]+)(?:: (.*))?$/gm)) {
    for (const name of [from, to]) if (name !== "[*]" && !states.has(name)) states.set(name, { width: name.length * box.letter + box.margin });
    if (from === "[*]") states.first = to;
    else edges.push({ from, to, words });
  }
  return { states, edges };
}

// place gives each state a layer below all that lead to it, and a place in it near
// them. What leads back up does not count.
function place(states, edges) {
  const layers = layer(states, edges);
  const widest = Math.max(...layers.map(widthOf(states)));
  layers.forEach((names, rank) => {
    names.sort((a, b) => above(states, edges, a) - above(states, edges, b));
    let x = (widest - widthOf(states)(names)) / 2;
    for (const name of names) {
      const at = states.get(name);
      Object.assign(at, { x: x + at.width / 2, y: rank * (box.height + gap.y) + 4 });
      x += at.width + gap.x;
    }
  });
  const side = 56; // for what passes by on both sides
  for (const at of states.values()) at.x += side;
  return { width: widest + 2 * side, height: layers.length * (box.height + gap.y) };
}

const widthOf = (states) => (names) => names.reduce((sum, name) => sum + states.get(name).width + gap.x, -gap.x);

// above is where the states that lead to this one stand, on average.
function above(states, edges, name) {
  const xs = edges.filter((edge) => edge.to === name).map((edge) => states.get(edge.from).x).filter((x) => x !== undefined);
  return xs.length === 0 ? 0 : xs.reduce((sum, x) => sum + x, 0) / xs.length;
}

// layer finds each state's longest way down from the first, in the order of a walk
// in depth that leaves out what leads back.
function layer(states, edges) {
  const next = Map.groupBy(edges, (edge) => edge.from);
  const order = [];
  const seen = new Map(); // state → whether the walk has left it
  const walk = (name) => {
    seen.set(name, false);
    for (const edge of next.get(name) ?? []) {
      edge.back = seen.get(edge.to) === false;
      if (!seen.has(edge.to)) walk(edge.to);
    }
    seen.set(name, true);
    order.unshift(name);
  };
  walk(states.first);
  for (const name of states.keys()) if (!seen.has(name)) walk(name); // what no drawn way leads to
  for (const name of order) states.get(name).rank ??= 0;
  for (const name of order) {
    for (const edge of next.get(name) ?? []) {
      if (!edge.back) states.get(edge.to).rank = Math.max(states.get(edge.to).rank, states.get(name).rank + 1);
    }
  }
  const layers = [];
  for (const name of order) (layers[states.get(name).rank] ??= []).push(name);
  return layers;
}

// curve leads from one state to another: straight to the next layer, past others
// on the right, back up on the left.
function curve(from, to, { width }) {
  const [x1, y1, x2, y2] = [from.x, from.y + box.height, to.x, to.y];
  const far = to.rank - from.rank;
  if (far === 1) return `M${x1} ${y1}C${x1} ${y1 + gap.y / 2} ${x2} ${y2 - gap.y / 2} ${x2} ${y2}`;
  const mid = box.height / 2;
  if (far > 1) {
    const out = Math.min(width - 4, Math.max(x1 + from.width / 2, x2 + to.width / 2) + 10 + far * 6);
    return `M${x1 + from.width / 2} ${y1 - mid}C${out} ${y1 - mid} ${out} ${y2 + mid} ${x2 + to.width / 2} ${y2 + mid}`;
  }
  const out = Math.max(4, Math.min(x1 - from.width / 2, x2 - to.width / 2) - 16 + far * 6);
  return `M${x1 - from.width / 2} ${y1 - mid - 4}C${out} ${y1 - mid} ${out} ${y2 + mid} ${x2 - to.width / 2} ${y2 + mid + 4}`;
}

function svg(tag, properties, ...children) {
  const node = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(properties)) node.setAttribute(name, value);
  node.append(...children.flat());
  return node;
}

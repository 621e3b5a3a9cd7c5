// What the page carries: `head` at once; the rest compressed, unpacked when it is needed.

export const head = JSON.parse(document.getElementById('run').textContent);
export const run = head.summary.runs[0];
export const data = {};
export const isCapture = head.proxies.length > 0 && head.proxies.every((proxy) => proxy.host === 'capture');

/** The bytes of Base 85, as packed_text.hpp writes it. */
function fromBase85(text) {
  const bytes = new Uint8Array(Math.floor((text.length * 4) / 5));
  const digit = (at) => {
    const code = at < text.length ? text.charCodeAt(at) : 124;
    return code === 125 ? 20 : code - 40;
  };
  for (let from = 0, to = 0; from < text.length; from += 5, to += 4) {
    const group = (((digit(from) * 85 + digit(from + 1)) * 85 + digit(from + 2)) * 85 + digit(from + 3)) * 85 + digit(from + 4);
    for (let i = 0; i < 4; ++i) bytes[to + i] = group >>> (24 - 8 * i); // beyond the end nothing is kept
  }
  return bytes;
}

async function unpacked(id) {
  const bytes = fromBase85(document.getElementById(id).textContent);
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('deflate'));
  return JSON.parse(await new Response(stream).text());
}

/** Fills `data`: series, lanes, calls (objects of arrays), kinds, texts. */
export async function loadData() {
  Object.assign(data, await unpacked('data'));
  const calls = data.calls;
  for (const name of ['flow', 'end', 'message', 'failure']) calls[name] = calls[name].map(textOf);
  data.byCallId = new Map(calls.call_id.map((id, row) => [id, row]));
  data.byKey = new Map(calls.call.map((call, row) => [`${calls.proxy[row]}-${call}`, row]));
}

const textOf = (value) => (typeof value === 'number' ? data.texts[value] : value);

function field(value, type) {
  if (value == null) return undefined;
  if (type === 'text') return textOf(value);
  if (type === 'flag') return value === 1;
  if (!Array.isArray(type)) return value;
  const list = [];
  for (let at = 0; at < value.length; at += type.length)
    list.push(Object.fromEntries(type.map(([name, of], i) => [name, field(value[at + i], of)])));
  return list;
}

const parts = new Map();

/** All events of the call in this row, as objects with `event` and `at`; null: the page has none. */
export async function eventsOf(row) {
  const part = data.calls.part[row];
  if (part < 0) return null;
  if (!parts.has(part)) {
    if (parts.size > 8) parts.clear();
    parts.set(part, unpacked(`part${part}`));
  }
  let at = data.calls.start[row];
  return (await parts.get(part))[data.calls.place[row]].map(([kind, after, ...values]) => {
    const [event, fields] = data.kinds[kind];
    at += after;
    const out = { event, at, call_id: data.calls.call_id[row] };
    fields.forEach(([name, type], i) => {
      const value = field(values[i], type);
      if (value !== undefined) out[name] = value;
    });
    return out;
  });
}

export const nodes = run.nodes ?? [];
const names = nodes.map((node) => node.name || node.url);
const shortNames = names.map((name) => (names.every((one) => one.startsWith('udp:')) ? name.slice(4) : name));

const withProxy = (name, node) => names.indexOf(names[node]) === names.lastIndexOf(names[node]) ? name : `${name} at ${head.proxies[nodes[node].proxy]?.name}`;

/** As the scenario has it, with the proxy where two have a node of that name. */
export const nodeName = (node) => (node in names ? withProxy(names[node], node) : '–');
/** Without udp: where all have it, for where there is little room. */
export const nodeShort = (node) => (node in names ? withProxy(shortNames[node], node) : '–');
/** End of the run in microseconds. */
export const runEnd = Math.max(1, Math.round((run.simulated_ns ?? 0) / 1000));

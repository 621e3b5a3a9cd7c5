// Lanes over time: what proxies thought of nodes, how engines fared, which faults were on, when all workers were busy.
import { clock, counted, duration, el, svg } from './format.js';
import { data, head, nodeName, nodes, runEnd } from './data.js';
import { axisWidth, gutter, onView, plotLeft, plotRight, view } from './time_view.js';

const bandHeight = 14;

/** Changes of one thing as stretches [{from, to, ...change}]. */
function stretches(changes, first) {
  const out = [{ from: 0, ...first }];
  for (const change of changes) {
    out.at(-1).to = change.at;
    out.push({ from: change.at, ...change });
  }
  out.at(-1).to = runEnd;
  return out.filter((stretch) => stretch.to > stretch.from);
}

function nodeLane(number) {
  let before = false; // a ping that is not answered says of a disabled node what is known
  const changes = data.lanes.node_states.filter((change) => {
    if (change.node !== number || (change.disabled === before && !change.for_good)) return false;
    before = change.disabled;
    return true;
  });
  const bands = stretches(changes, { disabled: false, cause: '' }).map((s) => ({
    ...s,
    look: s.disabled ? (s.for_good ? 'gone' : 'off') : 'on',
    word: s.disabled ? (s.for_good ? 'disabled for good' : 'disabled') : 'enabled',
    text: `${s.disabled ? (s.for_good ? 'disabled for good' : 'disabled') : 'enabled'}${s.cause ? ` (${s.cause})` : ''}`,
  }));
  return { name: `node ${nodeName(number)}`, note: nodes[number].engine ? `engine ${nodes[number].engine}` : 'no engine', bands, node: number };
}

function engineLane(engine) {
  const bands = stretches(data.lanes.engine_states.filter((change) => change.engine === engine.name), { state: 'up' })
    .map((s) => ({ ...s, look: s.state === 'up' ? 'on' : s.state === 'slow' ? 'slow' : 'off', word: s.state, text: s.state }));
  return { name: `engine ${engine.name}`, note: `${engine.host}, ${engine.listen}`, bands };
}

/** A lane for each fault, with the link or engine that it befalls. */
function faultLanes() {
  const lanes = new Map();
  for (const change of data.lanes.faults) {
    const on = { blackhole: 'link to', partition_requests: 'requests to', partition_replies: 'replies of', partition_sip: 'SIP of' }[change.verb] ?? 'engine';
    const what = `${change.verb.replaceAll('_', ' ')}: ${on} ${change.engine}`;
    if (!lanes.has(change.fault)) lanes.set(change.fault, { name: `fault ${change.verb.replaceAll('_', ' ')}`, note: `${on} ${change.engine}`, bands: [] });
    const { bands } = lanes.get(change.fault);
    if (change.begins) bands.push({ from: change.at, to: runEnd, look: 'fault', word: change.verb.replaceAll('_', ' '), text: what });
    else if (bands.length) bands.at(-1).to = change.at;
  }
  return [...lanes.values()];
}

function proxyLane(proxy, number) {
  const { width } = data.series;
  const bands = [];
  (data.series.busy[number] ?? []).forEach((busy, i) => {
    if (busy < proxy.workers) return;
    const last = bands.at(-1);
    if (last && last.to === i * width) last.to += width;
    else bands.push({ from: i * width, to: (i + 1) * width, look: 'off', word: 'all busy', text: proxy.workers === 1 ? 'its worker busy at some time' : `all ${proxy.workers} workers busy at some time` });
  });
  return { name: proxy.name === 'proxy' ? 'proxy' : `proxy ${proxy.name || number}`, note: counted(proxy.workers, 'worker'), bands: [{ from: 0, to: runEnd, look: 'on', word: '', text: 'a worker is free' }, ...bands] };
}

let lanes = [];
let host;

function band(lane, stretch, scale, top) {
  const left = Math.max(scale.left, scale(stretch.from));
  const right = Math.min(scale.right, scale(stretch.to));
  if (stretch.to < view.from || stretch.from > view.to) return null;
  const width = Math.max(right - left, 2.5);
  const wide = width > stretch.word.length * 6.6 + 8;
  return svg('g', { class: `band ${stretch.look}` },
    svg('rect', { x: left, y: top, width, height: bandHeight, rx: 2 }),
    stretch.look === 'off' || stretch.look === 'gone' ? svg('rect', { x: left, y: top, width, height: bandHeight, rx: 2, class: 'hatch', fill: 'url(#hatch)' }) : null,
    svg('title', {}, `${lane.name}: ${stretch.text}, ${clock(stretch.from)} to ${clock(stretch.to)} (${duration(stretch.to - stretch.from)})`),
    wide && stretch.look !== 'on' ? svg('text', { x: left + 5, y: top + 11 }, stretch.word) : null);
}

/** Where commands to a node were not answered, or were sent again. */
function ticks(lane, scale, top) {
  if (lane.node === undefined || !data.series.node_failed[lane.node]) return null;
  const { width } = data.series;
  const path = (values) => {
    let d = '';
    values.forEach((value, i) => {
      const at = i * width;
      if (value > 0 && at + width >= view.from && at <= view.to) d += `M${Math.max(scale.left, scale(at)).toFixed(1)} ${top + bandHeight + 1}v5`;
    });
    return d;
  };
  return [svg('path', { class: 'tick again', d: path(data.series.node_repeats[lane.node]) }), svg('path', { class: 'tick lost', d: path(data.series.node_failed[lane.node]) })];
}

function draw() {
  const width = host.clientWidth;
  if (!width) return;
  // Names stand beside the bands, or above them on a narrow page.
  const left = plotLeft(width), right = width - plotRight, beside = gutter(width) > 0;
  const rowHeight = beside ? 25 : 40, bandTop = beside ? 5 : 18;
  const scale = (at) => left + ((at - view.from) / (view.to - view.from)) * (right - left);
  Object.assign(scale, { left, right });
  const height = lanes.length * rowHeight + 6;
  const label = lanes.map((lane) => `${lane.name}: ${lane.bands.filter((b) => b.word && b.look !== 'on').map((b) => `${b.word} from ${clock(b.from)} for ${duration(b.to - b.from)}`).slice(0, 6).join(', ') || 'nothing befell it'}`).join('. ');
  host.replaceChildren(svg('svg', { width, height, role: 'img', 'aria-label': `Lanes over time. ${label}` },
    svg('defs', {}, svg('pattern', { id: 'hatch', width: 6, height: 6, patternUnits: 'userSpaceOnUse', patternTransform: 'rotate(45)' }, svg('rect', { width: 2, height: 6, class: 'hatching' }))),
    lanes.map((lane, i) => {
      const top = i * rowHeight;
      return svg('g', {},
        svg('text', { x: beside ? 16 : axisWidth, y: top + (beside ? 16 : 13), class: 'lane' },
          svg('tspan', {}, lane.name),
          lane.name.length + lane.note.length < 34 || !beside ? svg('tspan', { dx: 6, class: 'dim' }, lane.note) : null,
          svg('title', {}, `${lane.name}, ${lane.note}`)),
        lane.bands.map((stretch) => band(lane, stretch, scale, top + bandTop)),
        ticks(lane, scale, top + bandTop));
    })));
}

export function drawLanes(into) {
  host = into;
  const shown = nodes.map((_, number) => number);
  lanes = [
    ...faultLanes().slice(0, 12),
    ...head.engines.map(engineLane),
    ...shown.slice(0, 24).map(nodeLane),
    ...head.proxies.slice(0, 12).map(proxyLane),
  ].filter(Boolean);
  new ResizeObserver(draw).observe(host);
  onView(draw);
  const notes = [];
  if (nodes.length > 24) notes.push(`${nodes.length - 24} more nodes have no lane here.`);
  if (data.lanes.left_out) notes.push(`${data.lanes.left_out} later changes of state are not drawn.`);
  return el('p', { class: 'legend' },
    [['on', 'well'], ['off', 'disabled, down, all busy'], ['slow', 'slow'], ['fault', 'fault']].map(([look, word]) => el('span', { class: `key ${look}` }, word)),
    el('span', { class: 'key again' }, 'sent again'), el('span', { class: 'key lost' }, 'no reply, or refused'), notes.join(' '));
}

// One call as a ladder: SIP on the left, NG on the right, the engines' media sessions as bars on their lines.
import { clock, counted, duration, el, svg } from './format.js';
import { data, eventsOf, head, nodeName } from './data.js';
import { engineOfNode, lineOf, lookOf, whyThisNode } from './reasons.js';
import { callName, callNote } from './calls.js';

const rowHeight = 26;
const top = 56;
const gutter = 92;

/** What befell the nodes and engines of the call while it lasted. */
function around(events, used) {
  const from = events[0].at, to = events.at(-1).at;
  const engines = new Set(used.map(engineOfNode));
  const proxy = (node) => used.includes(node);
  return [
    ...data.lanes.node_states.filter((e) => proxy(e.node) && e.at >= from && e.at <= to).map((e) => ({ event: 'node_state', ...e })),
    ...data.lanes.faults.filter((e) => engines.has(e.engine) && e.at >= from && e.at <= to).map((e) => ({ event: 'fault', ...e })),
  ];
}

function usedNodes(events) {
  const used = new Set();
  for (const e of events) if (['sent', 'exchange_ended', 'stale'].includes(e.event) || (e.event === 'selected' && e.node !== undefined)) used.add(e.node);
  return [...used].sort((a, b) => a - b);
}

/** Lines of the ladder from left to right, with their x. */
function lifelines(events, used, width) {
  const sip = events.some((e) => e.event.startsWith('sip_'));
  const proxy = head.proxies[events.proxy]?.name || 'proxy';
  const names = [...(sip ? [['caller', 'caller']] : []), ['proxy', proxy], ...(sip ? [['callee', 'callee']] : []), ...used.map((node) => [node, nodeName(node).replace(/^udp:/, ''), engineOfNode(node)])];
  const step = Math.max((width - gutter - 60) / Math.max(names.length - 1, 1), 104);
  return names.map(([key, name, engine], i) => ({ key, name, engine, x: gutter + 30 + i * step }));
}

const arrow = (from, to, y, look) => {
  const way = Math.sign(to - from);
  return svg('g', { class: `arrow ${look}` },
    svg('line', { x1: from + way * 4, x2: to - way * 5, y1: y, y2: y }),
    svg('path', { d: `M${to - way * 4} ${y}l${-way * 7} -4v8z` }));
};
const cross = (x, y) => svg('path', { class: 'lost', d: `M${x - 5} ${y - 5}l10 10m0 -10l-10 10` });

/** Is this send, one of several, answered? Only the last one can be. */
function isLost(events, index) {
  const sent = events[index];
  for (let i = index + 1; i < events.length; ++i) {
    const e = events[i];
    if (e.node !== sent.node || e.operation !== sent.operation) continue;
    if (e.event === 'sent' && e.attempt > sent.attempt) return true;
    if (e.event === 'exchange_ended') return e.outcome !== 'answered';
  }
  return true;
}

function drawing(e, index, events, lines, y, look) {
  const x = (key) => lines.find((line) => line.key === key)?.x;
  const text = (at, anchor, words) => svg('text', { x: at, y: y - 4, 'text-anchor': anchor, class: look }, words);
  const proxy = x('proxy');
  if (e.event === 'sip_message' || e.event === 'sip_dropped') {
    const from = x(e.direction === 'from caller' ? 'caller' : 'callee');
    return [arrow(from, proxy, y, `sip ${look}`), text((from + proxy) / 2, 'middle', e.message), e.event === 'sip_dropped' ? cross(proxy + Math.sign(from - proxy) * 14, y) : null];
  }
  if (e.event === 'sent') {
    const to = x(e.node), lost = isLost(events, index);
    return [arrow(proxy, lost ? to - 16 : to, y, `ng ${lost ? 'dashed' : ''} ${look}`), lost ? cross(to - 10, y) : null, text(to - 22, 'end', lineOf(e))];
  }
  if (e.event === 'exchange_ended' && e.outcome === 'answered') return [arrow(x(e.node), proxy, y, `ng reply ${look}`), text(x(e.node) - 22, 'end', lineOf(e))];
  if (e.event === 'stale') return [arrow(x(e.node), proxy, y, 'ng dashed warn'), text(x(e.node) - 22, 'end', 'not awaited')];
  const media = e.event === 'engine_call' ? lines.find((line) => line.engine === e.engine)?.x : undefined;
  if (media !== undefined) return [svg('circle', { cx: media, cy: y - 4, r: 4.5, class: e.created ? 'media' : 'media over' }), text(media - 12, 'end', e.created ? 'media session set up' : `session removed: ${e.cause ?? ''}`)];
  const words = lineOf(e);
  return [svg('rect', { class: `said ${look}`, x: proxy + 9, y: y - 15, width: words.length * 6.5 + 12, height: 18, rx: 3 }), svg('text', { x: proxy + 15, y: y - 2, class: `saying ${look}` }, words), svg('circle', { cx: proxy, cy: y - 6, r: 3, class: `dot ${look}` })];
}

/** Bars on the engines' lines from set-up to removal. */
function mediaBars(events, lines, ys) {
  return lines.filter((line) => line.engine).flatMap((line) => {
    const bars = [];
    let from;
    events.forEach((e, i) => {
      if (e.event !== 'engine_call' || e.engine !== line.engine) return;
      if (e.created) from ??= ys[i];
      else if (from !== undefined) { bars.push([from, ys[i]]); from = undefined; }
    });
    if (from !== undefined) bars.push([from, ys.at(-1) + 14]);
    return bars.map(([a, b]) => svg('rect', { class: 'session', x: line.x - 3, y: a - 4, width: 6, height: Math.max(b - a, 2) }));
  });
}

function details(e) {
  const known = { at: clock, waited: duration, latency: duration, took: duration, node: nodeName };
  const fields = Object.entries(e).filter(([name]) => !['event', 'walk', 'excluded'].includes(name));
  const why = e.event === 'selected' ? [el('h4', {}, 'Why this node'), el('ol', {}, whyThisNode(e).map((step) => el('li', {}, step)))] : [];
  return [el('h3', {}, lineOf(e)), ...why, el('dl', {}, fields.map(([name, value]) => [el('dt', {}, name.replaceAll('_', ' ')), el('dd', {}, known[name] ? known[name](value) : String(value))]))];
}

function picture(events, lines, show) {
  const ys = [];
  const marks = [];
  let y = top;
  events.forEach((e, i) => {
    const pause = i > 0 ? e.at - events[i - 1].at : 0;
    if (pause >= 1e6) {
      marks.push(svg('text', { class: 'pause', x: gutter + 4, y: y + 22 }, `${duration(pause)} later`), svg('line', { class: 'pause', x1: gutter, x2: lines.at(-1).x + 40, y1: y + 9, y2: y + 9 }));
      y += 24;
    }
    y += rowHeight;
    ys.push(y);
  });
  const width = lines.at(-1).x + 190, height = y + 24;
  const rows = events.map((e, i) => {
    const look = lookOf(e);
    const fresh = i === 0 || clock(e.at) !== clock(events[i - 1].at);
    return svg('g', { class: `row ${look}`, role: 'option', id: `event${i}`, 'aria-label': `${clock(e.at)} ${e.event === 'sent' ? `sent to ${nodeName(e.node)}: ` : ''}${lineOf(e)}`, 'aria-selected': 'false', onclick: () => show(i) },
      svg('rect', { class: 'hit', x: 0, y: ys[i] - 18, width, height: rowHeight }),
      svg('text', { class: 'time', x: gutter - 10, y: ys[i] - 2, 'text-anchor': 'end' }, fresh ? clock(e.at) : '·'),
      drawing(e, i, events, lines, ys[i], look));
  });
  return svg('svg', { width, height, class: 'ladder', role: 'presentation' },
    lines.map((line) => [svg('line', { class: 'life', x1: line.x, x2: line.x, y1: 40, y2: height - 8 }), svg('text', { class: 'party', x: line.x, y: 18, 'text-anchor': 'middle' }, line.name), svg('text', { class: 'party dim', x: line.x, y: 32, 'text-anchor': 'middle' }, line.engine !== undefined ? (line.engine ? `engine ${line.engine}` : 'nobody listens') : { proxy: 'SIP proxy', caller: 'SIP', callee: 'SIP' }[line.key])]),
    mediaBars(events, lines, ys), marks, rows);
}

/** Draws the ladder and moves there. act.step(±1): another call; act.back(): to the list. */
export async function drawLadder(row, act) {
  const section = document.getElementById('ladder');
  const { calls } = data;
  section.hidden = false;
  const title = calls.call[row] === 0 ? callName(row) : `Call ${callName(row)}`;
  const own = await eventsOf(row);
  const button = (name, label, run) => el('button', { type: 'button', 'aria-label': label, onclick: run }, name);
  const heading = [
    el('h2', { id: 'ladder-title' }, title, el('span', { class: `end ${['plain', 'slow', 'trouble', 'bad'][calls.trouble[row]]}` }, calls.call[row] ? calls.end[row] : '')),
    el('p', { class: 'facts' }, [calls.call_id[row], calls.flow[row], callNote(row)].filter(Boolean).join(' · ')),
    el('div', { class: 'tools' }, button('← List', 'Back to the list of calls', act.back), button('↑ Previous', 'Previous call of the list', () => act.step(-1)), button('↓ Next', 'Next call of the list', () => act.step(1))),
  ];
  if (!own) {
    section.replaceChildren(...heading, el('p', { class: 'none' }, 'The run was long: the page keeps the events of calls with trouble and of as many others as fit, not of this one. The event log has them.'));
  } else {
    const used = usedNodes(own);
    const events = [...around(own, used), ...own.filter((e) => e.event !== 'call_started')].map((e, i) => [e, i]).sort((a, b) => a[0].at - b[0].at || a[1] - b[1]).map(([e]) => e);
    events.proxy = calls.proxy[row];
    section.replaceChildren(...heading, ...withDetails(events, used, section, row));
  }
  section.scrollIntoView({ block: 'start' });
  (section.querySelector('.canvas') ?? section).focus({ preventScroll: true });
}

function withDetails(events, used, section, row) {
  const detail = el('aside', { class: 'detail', 'aria-live': 'polite' });
  const canvas = el('div', { class: 'canvas', tabindex: 0, role: 'listbox', 'aria-label': 'Events of the call. Arrow keys move.' });
  let current = -1;
  const show = (index) => {
    current = Math.min(Math.max(0, index), events.length - 1);
    for (const g of canvas.querySelectorAll('.row')) g.setAttribute('aria-selected', g.id === `event${current}`);
    canvas.setAttribute('aria-activedescendant', `event${current}`);
    canvas.querySelector(`#event${current}`).scrollIntoView({ block: 'nearest' });
    detail.replaceChildren(...details(events[current]));
  };
  const width = Math.max(Math.min(section.clientWidth - (section.clientWidth > 900 ? 330 : 0), 980) - 180, 300);
  canvas.append(picture(events, lifelines(events, used, width), show));
  canvas.addEventListener('keydown', (event) => {
    const to = { ArrowDown: current + 1, ArrowUp: current - 1, Home: 0, End: events.length - 1, PageDown: current + 10, PageUp: current - 10 }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    show(to);
  });
  const first = events.findIndex((e) => lookOf(e) === 'bad');
  const choice = events.findIndex((e) => e.event === 'selected');
  const begin = first >= 0 ? first : Math.max(choice, 0);
  queueMicrotask(() => detail.replaceChildren(...details(events[(current = begin)])));
  canvas.querySelector(`#event${begin}`)?.setAttribute('aria-selected', 'true');
  return [
    el('div', { class: 'split' }, canvas, detail),
    el('p', { class: 'note' }, `${counted(events.length, 'event')}${data.calls.cut[row] ? ', the first ones of more' : ''}. A click on a line, or the arrow keys, tell more. Times are rounded to microseconds. SIP messages are drawn when a worker takes them; the log has no bodies (SDP).`),
  ];
}

// The picture of a ladder: SIP on the left, NG on the right, the engines' media sessions as bars on their lines.
import { clock, duration, svg } from './format.js';
import { head, nodeName, nodeShort, runEnd } from './data.js';
import { engineOfNode, lineOf, lookOf } from './reasons.js';

const rowHeight = 26;
const letter = 6.5, boldLetter = 7.5; // about as wide as one is
const time = (at) => (runEnd < 3600e6 ? clock(at).slice(2) : clock(at));

/** Lines of the ladder from left to right, with their x; `gutter` is left for the times. */
export function lifelines(events, used, proxyNumber, width) {
  const gutter = runEnd < 3600e6 ? 76 : 92;
  const sip = events.some((e) => e.event.startsWith('sip_'));
  const names = [
    ...(sip ? [['caller', 'caller', 'SIP']] : []),
    ['proxy', head.proxies[proxyNumber]?.name || 'proxy', 'SIP proxy'],
    ...(sip ? [['callee', 'callee', 'SIP']] : []),
    ...used.map((node) => [node, nodeShort(node), engineOfNode(node) ? `engine ${engineOfNode(node)}` : 'nobody listens']),
  ];
  const least = width < 500 ? 76 : 108;
  const step = Math.min(Math.max((width - gutter - 90) / Math.max(names.length - 1, 1), least), 220);
  const lines = names.map(([key, name, note], i) => ({ key, name, note, engine: engineOfNode(key), x: gutter + 34 + i * step }));
  lines.gutter = gutter;
  return lines;
}

const arrow = (from, to, y, look) => {
  const way = Math.sign(to - from);
  return svg('g', { class: `arrow ${look}` },
    svg('line', { x1: from + way * 4, x2: to - way * 5, y1: y, y2: y }),
    svg('path', { d: `M${to - way * 4} ${y}l${-way * 7} -4v8z` }));
};
const cross = (x, y) => svg('path', { class: 'lost', d: `M${x - 5} ${y - 5}l10 10m0 -10l-10 10` });

/** Was this send not answered? Of several of one exchange only the last one can be. */
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

function saying(e, x, y, look) {
  const words = lineOf(e);
  return [
    svg('rect', { class: `said ${look}`, x: x + 9, y: y - 15, width: words.length * letter + 12, height: 18, rx: 3 }),
    svg('text', { x: x + 15, y: y - 2, class: look }, words),
    svg('circle', { cx: x, cy: y - 6, r: 3, class: `dot ${look}` }),
  ];
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
  if (media !== undefined) return [svg('circle', { cx: media, cy: y - 4, r: 4.5, class: e.created ? 'media' : 'media over' }), text(media - 12, 'end', e.created ? 'media session set up' : `media session removed: ${e.cause ?? ''}`)];
  return saying(e, proxy, y, look);
}

/** Bars on the engines' lines while a media session is there. */
function mediaBars(events, lines, ys) {
  return lines.filter((line) => line.engine).map((line) => {
    const bars = [];
    let from;
    const close = (to) => {
      if (from !== undefined) bars.push(svg('rect', { class: 'session', x: line.x - 3, y: from - 4, width: 6, height: Math.max(to - from, 2) }));
      from = undefined;
    };
    events.forEach((e, i) => {
      if (e.event !== 'engine_call' || e.engine !== line.engine) return;
      if (e.created) from ??= ys[i];
      else close(ys[i]);
    });
    close(ys.at(-1) + 14);
    return bars;
  });
}

/** Bars on the proxy's line while a worker is blocked by a script function. */
function workerBars(all, events, lines, ys) {
  const x = lines.find((line) => line.key === 'proxy').x;
  const place = new Map(events.map((e, i) => [e, ys[i]]));
  return all.filter((e) => e.event === 'operation_ended' && e.took > 0).map((end) => {
    const inside = all.filter((e) => e.operation === end.operation && place.has(e)).map((e) => place.get(e));
    return inside.length > 1 ? svg('rect', { class: `busy ${lookOf(end)}`, x: x - 3, y: inside[0] - 10, width: 6, height: inside.at(-1) - inside[0] + 8, rx: 2 }) : null;
  });
}

/** Where each event stands, and the marks of long pauses between them. */
function rowsDown(events, lines) {
  const marks = [];
  let y = 4;
  const ys = events.map((e, i) => {
    const pause = i > 0 ? e.at - events[i - 1].at : 0;
    if (pause >= 1e6) {
      marks.push(svg('text', { class: 'pause', x: lines.gutter + 4, y: y + 24 }, `${duration(pause)} later`), svg('line', { class: 'pause', x1: lines.gutter, x2: lines.at(-1).x + 40, y1: y + 11, y2: y + 11 }));
      y += 26;
    }
    return (y += rowHeight);
  });
  return { ys, marks };
}

/** The heads of the lines and the picture below them. `all`: with the events that are not drawn. */
export function picture(all, events, lines, show) {
  const { ys, marks } = rowsDown(events, lines);
  const proxy = lines.find((line) => line.key === 'proxy').x;
  const width = Math.max(lines.at(-1).x + 60, ...events.map((e) => (['sent', 'sip_message', 'exchange_ended'].includes(e.event) ? 0 : proxy + 30 + lineOf(e).length * (lookOf(e) === 'bad' ? boldLetter : letter))));
  const height = (ys.at(-1) ?? 0) + 20;
  const rows = events.map((e, i) => {
    const look = lookOf(e);
    const fresh = i === 0 || time(e.at) !== time(events[i - 1].at);
    return svg('g', { class: `row ${look}`, role: 'option', id: `event${i}`, 'aria-label': `${clock(e.at)} ${e.event === 'sent' ? `sent to ${nodeName(e.node)}: ` : ''}${lineOf(e)}`, 'aria-selected': false, onclick: () => show(i) },
      svg('rect', { class: 'hit', x: 0, y: ys[i] - 18, width, height: rowHeight }),
      svg('text', { class: 'time', x: lines.gutter - 8, y: ys[i] - 2, 'text-anchor': 'end' }, fresh ? time(e.at) : '·'),
      drawing(e, i, events, lines, ys[i], look));
  });
  return [
    svg('svg', { width, height: 44, viewBox: `0 0 ${width} 44`, class: 'ladder heads', 'aria-hidden': 'true' }, lines.map((line) => [svg('text', { class: 'party', x: line.x, y: 18, 'text-anchor': 'middle' }, line.name), svg('text', { class: 'party dim', x: line.x, y: 34, 'text-anchor': 'middle' }, line.note)])),
    svg('svg', { width, height, viewBox: `0 0 ${width} ${height}`, class: 'ladder', role: 'presentation' },
      lines.map((line) => svg('line', { class: 'life', x1: line.x, x2: line.x, y1: 0, y2: height })),
      workerBars(all, events, lines, ys), mediaBars(events, lines, ys), marks, rows),
  ];
}

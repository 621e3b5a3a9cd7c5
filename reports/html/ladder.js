// One call: its ladder, and what each line of it means.
import { clock, counted, duration, el } from './format.js';
import { data, eventsOf, head, isCapture, nodeName } from './data.js';
import { engineOfNode, lineOf, lookOf, whyThisNode } from './reasons.js';
import { lifelines, picture } from './ladder_picture.js';
import { tellsOf } from './evidence.js';
import { bytesOf } from './datagrams.js';
import { callName, callNote } from './calls.js';

let messagesOnly = false;
const hasDatagrams = head.schema === 3;

/** What befell the nodes and engines of the call while it lasted. */
function around(events, used) {
  const from = events[0].at, to = events.at(-1).at;
  const engines = new Set(used.map(engineOfNode));
  const within = (e) => e.at >= from && e.at <= to;
  return [
    ...data.lanes.node_states.filter((e) => used.includes(e.node) && within(e)).map((e) => ({ event: 'node_state', ...e })),
    ...data.lanes.faults.filter((e) => engines.has(e.engine) && within(e)).map((e) => ({ event: 'fault', ...e })),
  ];
}

/** All in the order of the log, which the lanes do not have: faults begin, then comes what the call did, a node is disabled by its exchange. */
function inOrder(own, others) {
  const place = (e) => {
    if (e.event === 'fault') return -1;
    const cause = own.findLastIndex((one) => one.at === e.at && one.event === 'exchange_ended' && one.node === e.node);
    return cause < 0 ? own.length : cause + 0.5;
  };
  return [...own.map((e, i) => [e, i]), ...others.map((e) => [e, place(e)])]
    .sort((a, b) => a[0].at - b[0].at || a[1] - b[1]).map(([e]) => e);
}

/** Said where the log has no texts. */
const noTexts = isCapture
  ? 'The log of a capture has no bodies: pcap export writes the packets of the call, with what they mean.'
  : 'The log has no bodies, so no SDP can be shown: run --datagrams.';

function usedNodes(events) {
  const used = new Set();
  for (const e of events) if (['sent', 'exchange_ended', 'stale'].includes(e.event) || (e.event === 'selected' && e.node !== undefined)) used.add(e.node);
  return [...used].sort((a, b) => a - b);
}

const isMessage = (e) => !['operation_started', 'operation_ended', 'table_change', 'lock_wait'].includes(e.event) || lookOf(e) === 'bad';

function fieldsOf(e) {
  const written = { at: clock, waited: duration, latency: duration, took: duration, node: nodeName, bytes: (bytes) => (hasDatagrams ? bytes : `${bytes}, which the log does not have`) };
  return Object.entries(e).filter(([name]) => !['event', 'walk', 'excluded'].includes(name))
    .map(([name, value]) => [el('dt', {}, name.replaceAll('_', ' ')), el('dd', {}, written[name] ? written[name](value) : String(value))]);
}

/** The choice that led to this command, or reply. */
function choiceBefore(events, e) {
  if (e.operation === undefined || !['sent', 'exchange_ended'].includes(e.event) || e.command === 'ping') return undefined;
  return events.slice(0, events.indexOf(e)).findLast((one) => one.event === 'selected' && one.operation === e.operation && one.node === e.node);
}

function details(events, e) {
  const choice = e.event === 'selected' ? e : choiceBefore(events, e);
  return [
    el('h3', {}, lineOf(e)),
    choice ? [el('h4', {}, 'Why this node'), el('ol', {}, whyThisNode(choice).map((step) => el('li', {}, step)))] : [],
    bytesOf(events, e),
    el('h4', {}, 'As the log has it'),
    el('dl', {}, fieldsOf(e)),
  ].flat();
}

/** Index of what is to be looked at first: what a line of evidence tells of, else what went wrong, else the first choice. */
function begin(events, { time, line }) {
  const at = (fits) => events.findIndex(fits);
  const then = (e) => time !== undefined && clock(e.at) === clock(time);
  const wrong = at((e) => lookOf(e) === 'bad' && e.event !== 'node_state');
  return [at((e) => then(e) && tellsOf(line, e)), at(then), wrong, at((e) => e.event === 'selected'), 0].find((index) => index >= 0);
}

function ladderOf(all, used, row, section, about) {
  const events = all.filter((e) => e.event !== 'datagram' && (!messagesOnly || isMessage(e)));
  const detail = el('aside', { class: 'detail', 'aria-label': 'The line in detail' });
  const canvas = el('div', { class: 'canvas', tabindex: 0, role: 'listbox', 'aria-label': 'Events of the call. Arrow keys move.' });
  let current = -1;
  const show = (index, into = 'nearest') => {
    current = Math.min(Math.max(0, index), events.length - 1);
    for (const line of canvas.querySelectorAll('.row')) line.setAttribute('aria-selected', line.id === `event${current}`);
    canvas.setAttribute('aria-activedescendant', `event${current}`);
    const chosen = canvas.querySelector(`#event${current}`).getBoundingClientRect(), shown = canvas.getBoundingClientRect();
    if (chosen.top < shown.top + 50) canvas.scrollTop += chosen.top - shown.top - 50;
    if (chosen.bottom > shown.bottom - 8) canvas.scrollTop += chosen.bottom - shown.bottom + (into === 'nearest' ? 8 : shown.height / 2);
    detail.replaceChildren(...details(all, events[current]));
  };
  const draw = () => {
    const room = section.clientWidth - (section.clientWidth > 900 ? 340 : 0);
    canvas.replaceChildren(...picture(all, events, lifelines(all, used, data.calls.proxy[row], room), show));
  };
  draw();
  // A phone that is turned, a window that is made smaller.
  let width = section.clientWidth;
  new ResizeObserver((_, observer) => {
    if (!canvas.isConnected) return observer.disconnect();
    if (section.clientWidth === width || !section.clientWidth || matchMedia('print').matches) return undefined;
    width = section.clientWidth;
    draw();
    return show(current);
  }).observe(section);
  canvas.addEventListener('keydown', (event) => {
    const to = { ArrowDown: current + 1, ArrowUp: current - 1, Home: 0, End: events.length - 1, PageDown: current + 10, PageUp: current - 10 }[event.key];
    if (to === undefined || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    show(to);
  });
  const node = el('div', { class: 'split' }, canvas, detail);
  return { node, canvas, start: () => show(begin(events, about), 'middle') };
}

function heading(row, act, redraw) {
  const { calls } = data;
  const button = (name, label, run, pressed) => el('button', { type: 'button', 'aria-label': label, 'aria-pressed': pressed, onclick: run }, name);
  return [
    el('h2', { id: 'ladder-title' }, calls.call[row] === 0 ? callName(row) : `Call ${callName(row)}`, ' ', el('span', { class: `end ${['plain', 'slow', 'trouble', 'bad'][calls.trouble[row]]}` }, calls.call[row] ? calls.end[row] : 'no call')),
    el('p', { class: 'facts' }, [calls.call_id[row], calls.flow[row], callNote(row)].filter(Boolean).join(' · ')),
    el('div', { class: 'tools' },
      button('← List', 'Back to the list of calls', act.back), button('↑ Previous', 'Previous call of the list', () => act.step(-1)), button('↓ Next', 'Next call of the list', () => act.step(1)),
      button('Messages only', 'Only messages, without what the script did', () => { messagesOnly = !messagesOnly; redraw(); }, messagesOnly)),
  ];
}

/** Draws the ladder and moves there. act: `about` what is to be seen first, step(±1) to another call, back() to the list. */
export async function drawLadder(row, act) {
  const section = document.getElementById('ladder');
  const own = await eventsOf(row);
  const redraw = () => drawLadder(row, act);
  section.hidden = false;
  if (!own) {
    section.replaceChildren(...heading(row, act, redraw), el('p', { class: 'none' }, 'The run was long: the page keeps the events of calls with trouble and of as many others as fit, not of this one. The event log has them.'));
    section.scrollIntoView({ block: 'start' });
    return section.focus({ preventScroll: true });
  }
  const used = usedNodes(own);
  const events = inOrder(own.filter((e) => e.event !== 'call_started'), around(own, used));
  const hasBytes = events.some((e) => e.event === 'datagram');
  const { node, canvas, start } = ladderOf(events, used, row, section, act.about);
  section.replaceChildren(...heading(row, act, redraw), node,
    el('p', { class: 'note' }, `${counted(events.filter((e) => e.event !== 'datagram').length, 'event')}${data.calls.cut[row] ? ', the first ones of more' : ''}. A click on a line, or the arrow keys, tell more. Times are rounded to microseconds. SIP messages are drawn when a worker takes them. ${hasBytes ? 'Messages, commands and replies have their text; replies the SDP before and after.' : noTexts}`));
  section.scrollIntoView({ block: 'start' });
  canvas.focus({ preventScroll: true });
  start();
  return undefined;
}

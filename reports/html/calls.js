// The list of calls: search, filter, sort; failed ones first. Only the rows in sight are elements.
import { clock, count, counted, duration, el, say } from './format.js';
import { data, head, nodeName, nodeShort, nodes } from './data.js';
import { isWhole, onView, view } from './time_view.js';
import { drawLadder } from './ladder.js';

const filters = {
  all: ['All', () => true],
  failed: ['Failed', (calls, row) => calls.trouble[row] === 3],
  trouble: ['With trouble', (calls, row) => calls.trouble[row] >= 2],
  slow: ['Unusual', (calls, row) => calls.trouble[row] >= 1],
};
const sorts = {
  trouble: ['Result', (calls) => (a, b) => calls.trouble[b] - calls.trouble[a] || (calls.call[a] === 0) - (calls.call[b] === 0) || calls.start[a] - calls.start[b]],
  call: ['Call', (calls) => (a, b) => calls.proxy[a] - calls.proxy[b] || calls.call[a] - calls.call[b]],
  start: ['Start', (calls) => (a, b) => calls.start[a] - calls.start[b]],
  took: ['Duration', (calls) => (a, b) => calls.took[b] - calls.took[a]],
  sends: ['Sends', (calls) => (a, b) => calls.sends[b] - calls.sends[a]],
  longest: ['Slowest', (calls) => (a, b) => calls.longest[b] - calls.longest[a]],
};
const state = { search: '', filter: 'all', node: -1, sort: 'trouble', reverse: false, rows: [], current: 0 };
let list, space, found, paper;

export const callName = (row) => data.calls.call[row] === 0
  ? `Pings and RPC of proxy ${head.proxies[data.calls.proxy[row]]?.name || data.calls.proxy[row]}`
  : `${head.proxies.length > 1 ? `${head.proxies[data.calls.proxy[row]]?.name || data.calls.proxy[row]} ` : ''}${data.calls.call[row]}`;

/** What is to be said about a call in a few words. */
export function callNote(row) {
  const calls = data.calls;
  const said = [];
  if (calls.failure[row]) said.push(`${calls.message[row] ? `${calls.message[row]}: ` : ''}${calls.failure[row]}`);
  if (calls.silent[row]) said.push(`${calls.silent[row]} × no reply`);
  if (calls.refused[row]) said.push(`${calls.refused[row]} × refused`);
  if (calls.repeats[row]) said.push(counted(calls.repeats[row], 'repetition'));
  if (calls.waited[row]) said.push(`waited ${duration(calls.waited[row])} for a worker`);
  if (calls.nodes[row] > 1) said.push('changed its node');
  return said.join('; ');
}

const rowHeight = () => (list.clientWidth < 640 ? 56 : 34);

function rowElement(row, index) {
  const calls = data.calls;
  const look = `${['plain', 'slow', 'trouble', 'bad'][calls.trouble[row]]}${calls.end[row] === 'unfinished' ? ' unfinished' : ''}`;
  return el('div', { class: `call ${look}${index === state.current ? ' current' : ''}`, role: 'option', id: `row${row}`, 'aria-selected': index === state.current, 'data-row': row, style: `top:${index * rowHeight()}px;height:${rowHeight()}px`, onclick: () => { state.current = index; openCall(row); } },
    el('span', { class: 'end' }, calls.call[row] === 0 ? 'no call' : calls.end[row]),
    el('span', { class: 'name' }, callName(row)),
    el('span', { class: 'id' }, calls.call_id[row] || (calls.call[row] === 0 ? 'belongs to no SIP message' : '')),
    el('span', { class: 'start' }, clock(calls.start[row])),
    el('span', { class: 'took' }, duration(calls.took[row])),
    el('span', { class: 'node' }, nodeShort(calls.node[row])),
    el('span', { class: 'sends' }, `${calls.sends[row]}${calls.repeats[row] ? ` (+${calls.repeats[row]})` : ''}`),
    el('span', { class: 'longest' }, duration(calls.longest[row])),
    el('span', { class: 'what' }, callNote(row)));
}

/** On paper are the first rows, and no room for the others. */
const rowsOnPaper = 40;
let isOnPaper = false;

function drawRows() {
  const height = rowHeight();
  const rows = isOnPaper ? Math.min(state.rows.length, rowsOnPaper) : state.rows.length;
  space.style.height = `${Math.max(rows, 1) * height}px`;
  const first = isOnPaper ? 0 : Math.max(0, Math.floor(list.scrollTop / height) - 4);
  const last = isOnPaper ? rows : Math.min(rows, first + Math.ceil(list.clientHeight / height) + 8);
  if (!rows) space.replaceChildren(el('p', { class: 'none' }, 'No call is like that.'));
  else space.replaceChildren(...state.rows.slice(first, last).map((row, i) => rowElement(row, first + i)));
  const current = state.rows[state.current];
  if (current !== undefined && document.getElementById(`row${current}`)) list.setAttribute('aria-activedescendant', `row${current}`);
  else list.removeAttribute('aria-activedescendant');
}

function select() {
  const { calls } = data;
  const wanted = state.search.trim().toLowerCase();
  const passes = filters[state.filter][1];
  const whole = isWhole();
  const rows = [];
  for (let row = 0; row < calls.call.length; ++row) {
    if (!passes(calls, row)) continue;
    if (state.node >= 0 && calls.node[row] !== state.node) continue;
    if (!whole && (calls.start[row] > view.to || calls.start[row] + calls.took[row] < view.from)) continue;
    if (wanted && !`${callName(row)} ${calls.call_id[row]} ${calls.flow[row]} ${calls.end[row]} ${callNote(row)}`.toLowerCase().includes(wanted)) continue;
    rows.push(row);
  }
  rows.sort(sorts[state.sort][1](calls));
  if (state.reverse) rows.reverse();
  state.rows = rows;
  state.current = 0;
  list.scrollTop = 0;
  const few = head.listed < head.calls ? ` of which the page lists ${count(head.listed)}, those with trouble first` : '';
  found.textContent = `${count(rows.filter((row) => calls.call[row] !== 0).length)} of ${counted(head.calls, 'call')}${few}${whole ? '' : ', in the stretch of time shown above'}`;
  drawRows();
}

function forPaper(is) {
  isOnPaper = is;
  paper.textContent = is && state.rows.length > rowsOnPaper ? `The first ${rowsOnPaper} of them:` : '';
  drawRows();
}

function move(to) {
  state.current = Math.min(Math.max(0, to), state.rows.length - 1);
  const top = state.current * rowHeight();
  if (top < list.scrollTop) list.scrollTop = top;
  if (top + rowHeight() > list.scrollTop + list.clientHeight) list.scrollTop = top + rowHeight() - list.clientHeight;
  drawRows();
}

function keys(event) {
  const page = Math.floor(list.clientHeight / rowHeight());
  const act = {
    ArrowDown: () => move(state.current + 1), ArrowUp: () => move(state.current - 1), PageDown: () => move(state.current + page), PageUp: () => move(state.current - page),
    Home: () => move(0), End: () => move(state.rows.length - 1), Enter: () => openCall(state.rows[state.current]), ' ': () => openCall(state.rows[state.current]),
  }[event.key];
  if (!act || !state.rows.length) return;
  event.preventDefault();
  act();
}

/** Shows the ladder of the call in this row, there first what happened at about.time, of which about.line tells. */
export async function openCall(row, about = {}) {
  if (row === undefined) return;
  const { calls } = data;
  history.replaceState(null, '', `#call=${calls.proxy[row]}-${calls.call[row]}`);
  await drawLadder(row, { about, step, back: () => { list.focus(); document.getElementById('calls').scrollIntoView({ block: 'start' }); } });
  const index = state.rows.indexOf(row);
  if (index >= 0) { state.current = index; drawRows(); }
  say(`Ladder of call ${callName(row)}`);
}

function step(by) {
  move(state.current + by);
  openCall(state.rows[state.current]);
}

export function openFromAddress() {
  const named = /^#call=(\d+-\d+)$/.exec(location.hash);
  if (named) openCall(data.byKey.get(named[1]));
}

function sortButtons() {
  return el('div', { class: 'call columns', role: 'group', 'aria-label': 'Sort by' }, [['end', 'trouble'], ['name', 'call'], ['id'], ['start', 'start'], ['took', 'took'], ['node'], ['sends', 'sends'], ['longest', 'longest'], ['what']].map(([column, key]) =>
    el('span', { class: column }, key
      ? el('button', { type: 'button', 'aria-pressed': state.sort === key, onclick: (event) => {
          state.reverse = state.sort === key && !state.reverse;
          state.sort = key;
          for (const button of event.target.closest('.columns').querySelectorAll('button')) button.setAttribute('aria-pressed', button === event.target);
          event.target.dataset.reverse = state.reverse;
          select();
        } }, sorts[key][0])
      : { id: 'Call-ID', node: 'Node', what: 'What happened' }[column])));
}

export function drawCalls() {
  list = el('div', { class: 'list', role: 'listbox', tabindex: 0, 'aria-label': 'Calls. Arrow keys move, Enter shows the ladder.', onkeydown: keys, onscroll: drawRows });
  space = el('div', { class: 'space' });
  found = el('output', {});
  paper = el('span', {});
  list.append(space);
  const choice = (key, label) => el('button', { type: 'button', 'aria-pressed': state.filter === key, 'data-filter': key, onclick: (event) => {
    state.filter = key;
    for (const button of event.target.parentElement.querySelectorAll('[data-filter]')) button.setAttribute('aria-pressed', button === event.target);
    select();
  } }, label, el('small', {}, count(data.calls.call.filter((call, row) => call !== 0 && filters[key][1](data.calls, row)).length)));
  document.getElementById('calls').replaceChildren(
    el('h2', { id: 'calls-title' }, 'Calls'),
    el('div', { class: 'tools' },
      el('input', { type: 'search', placeholder: 'Call-ID, number, what happened', 'aria-label': 'Search calls', oninput: (event) => { state.search = event.target.value; select(); } }),
      Object.entries(filters).map(([key, [label]]) => choice(key, label)),
      el('select', { 'aria-label': 'Only calls of this node', onchange: (event) => { state.node = Number(event.target.value); select(); } }, el('option', { value: -1 }, 'any node'), nodes.map((_, number) => el('option', { value: number }, nodeName(number)))),
      found, paper),
    el('div', { class: 'browser' }, sortButtons(), list));
  select();
  onView(select);
  new ResizeObserver(drawRows).observe(list);
  window.addEventListener('hashchange', openFromAddress);
  window.addEventListener('beforeprint', () => forPaper(true));
  window.addEventListener('afterprint', () => forPaper(false));
}

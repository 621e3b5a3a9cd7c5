// Checks with their evidence, what failed first; evidence leads to its call, or to its time.
import { el, kind, mark } from './format.js';
import { data, head, run } from './data.js';
import { showTime } from './time_view.js';
import { openCall } from './calls.js';

const shownLines = 6;

/** Row of the call that a line of evidence names; undefined: none. */
function rowNamed(line) {
  if (!data.byCallId) return undefined; // not read yet
  for (const word of line.split(/[\s,;()]+/)) {
    const row = data.byCallId.get(word) ?? data.byCallId.get(word.replace(/[:.]$/, ''));
    if (word && row !== undefined && data.calls.call[row] !== 0) return row;
  }
  const numbered = /\bcall (\d+)(?: of proxy (\d+))?\b/.exec(line);
  return numbered ? data.byKey.get(`${numbered[2] ?? 0}-${numbered[1]}`) : undefined;
}

function timeNamed(line) {
  const time = /\b(\d+):(\d\d):(\d\d\.\d{3})\b/.exec(line);
  return time ? Math.round((time[1] * 3600 + time[2] * 60 + Number(time[3])) * 1e6) : undefined;
}

/** A call that was under way then: the one that started last. */
function rowAt(time) {
  if (!data.calls) return undefined;
  let best;
  data.calls.start.forEach((start, row) => {
    if (data.calls.call[row] !== 0 && start <= time && start + data.calls.took[row] >= time) best = row;
  });
  return best;
}

function evidenceLine(line, state) {
  const row = rowNamed(line) ?? (/^\s/.test(line) ? state.row : undefined);
  const time = timeNamed(line);
  state.row = row;
  const inner = /^\s/.test(line);
  if (row !== undefined && !inner)
    return el('li', {}, el('button', { type: 'button', class: 'link', onclick: () => openCall(row) }, line.trim()));
  if (time !== undefined && row === undefined)
    return el('li', {}, el('button', { type: 'button', class: 'link time', title: 'Show this time', onclick: () => {
      showTime(time);
      document.getElementById('time').scrollIntoView({ block: 'start' });
    } }, line.trim()));
  return el('li', { class: inner ? 'inner' : null }, line.trim());
}

/** The first lines, and the others behind a click. */
function evidenceLists(evidence) {
  const state = {};
  const lines = evidence.map((line) => evidenceLine(line, state));
  const list = (part) => el('ul', { class: 'evidence' }, part);
  if (lines.length <= shownLines + 2) return list(lines);
  return [list(lines.slice(0, shownLines)), el('details', {}, el('summary', {}, `${lines.length - shownLines} lines more`), list(lines.slice(shownLines)))];
}

/** What a click on the check shows: the first call of its evidence, else one at the time of it. */
function firstRow(evidence) {
  for (const line of evidence) {
    const row = rowNamed(line);
    if (row !== undefined) return row;
  }
  for (const line of evidence) {
    const time = timeNamed(line);
    if (time !== undefined) return rowAt(time);
  }
  return undefined;
}

function card(check, index, file) {
  const { verdict, said } = head.checks[index];
  const row = firstRow(check.evidence);
  const title = [mark(verdict), el('span', { class: 'word' }, { passed: 'ok', failed: 'FAILED', 'not judged': 'not judged' }[verdict]), el('code', {}, check.that)];
  const open = verdict === 'failed';
  return el('li', { class: `check ${kind(verdict)}`, 'data-check': index },
    row === undefined || !open
      ? el('h3', {}, title)
      : el('h3', {}, el('button', { type: 'button', class: 'title', title: 'Show the ladder of its call', onclick: () => openCall(row) }, title, el('span', { class: 'go' }, 'show the call'))),
    el('p', {}, said, check.line ? el('span', { class: 'place' }, ` ${file}:${check.line}`) : null),
    check.evidence.length
      ? el('details', { open }, el('summary', {}, 'Evidence'), evidenceLists(check.evidence))
      : null);
}

export function drawChecks() {
  const order = { failed: 0, 'not judged': 1, passed: 2 };
  const checks = (run.checks ?? []).map((check, index) => ({ check, index }))
    .sort((a, b) => order[head.checks[a.index].verdict] - order[head.checks[b.index].verdict] || a.index - b.index);
  const file = run.file.split('/').pop();
  document.getElementById('checks').replaceChildren(
    el('h2', { id: 'checks-title' }, 'Checks'),
    checks.length ? el('ul', { class: 'checks' }, checks.map(({ check, index }) => card(check, index, file))) : el('p', { class: 'none' }, 'The scenario has no checks, so nothing was judged.'));
}

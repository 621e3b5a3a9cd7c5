// Checks with their evidence, what failed first; evidence leads to its call, or to its time.
import { el, kind, mark } from './format.js';
import { head, run } from './data.js';
import { firstPlace, placeOf, rowNamed, timeNamed } from './evidence.js';
import { showTime } from './time_view.js';
import { openCall } from './calls.js';

const shownLines = 6;

function show({ row, time, line }) {
  if (row !== undefined) return openCall(row, { time, line });
  if (time !== undefined) showTime(time);
  document.getElementById('time').scrollIntoView({ block: 'start' });
  return undefined;
}

function evidenceLine(line) {
  const inner = /^\s/.test(line); // belongs to the line before it
  if (inner || (rowNamed(line) === undefined && timeNamed(line) === undefined)) return el('li', { class: inner ? 'inner' : null }, line.trim());
  return el('li', {}, el('button', { type: 'button', class: 'link', onclick: async () => show(await placeOf(line)) }, line.trim()));
}

/** The first lines, and the others behind a click. */
function evidenceLists(evidence) {
  const lines = evidence.map(evidenceLine);
  const list = (part) => el('ul', { class: 'evidence' }, part);
  if (lines.length <= shownLines + 2) return list(lines);
  return [list(lines.slice(0, shownLines)), el('details', {}, el('summary', {}, `${lines.length - shownLines} lines more`), list(lines.slice(shownLines)))];
}

function card(check, index, file) {
  const { verdict, said } = head.checks[index];
  const title = [mark(verdict), el('span', { class: 'word' }, { passed: 'ok', failed: 'FAILED', 'not judged': 'not judged' }[verdict]), el('code', {}, check.that)];
  const failed = verdict === 'failed';
  const leads = failed && check.evidence.some((line) => rowNamed(line) !== undefined || timeNamed(line) !== undefined);
  const ofNodes = failed && !leads && check.evidence.some((line) => run.nodes.some((node) => [node.name, node.url, node.engine].some((name) => name && line.startsWith(name))));
  const lead = (words, tip, act) => el('button', { type: 'button', class: 'title', title: tip, onclick: act }, title, el('span', { class: 'go' }, words));
  return el('li', { class: `check ${kind(verdict)}`, 'data-check': index },
    el('h3', {}, leads
      ? lead('show the call', 'Show the ladder of its call', async () => show(await firstPlace(check.evidence)))
      : ofNodes ? lead('show the nodes', 'Show what every node did', () => document.getElementById('nodes').scrollIntoView({ block: 'start' })) : title),
    el('p', {}, said, check.line ? el('span', { class: 'place' }, ` ${file}:${check.line}`) : null),
    check.evidence.length ? el('details', { open: failed }, el('summary', {}, 'Evidence'), evidenceLists(check.evidence)) : null);
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

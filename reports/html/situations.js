// Which situations the run reached; each leads to where it was first seen.
import { clock, count, el } from './format.js';
import { data, head } from './data.js';
import { showTime } from './time_view.js';
import { openCall } from './calls.js';

function show(situation) {
  const row = situation.call ? data.byKey.get(`${situation.proxy}-${situation.call}`) : undefined;
  if (row !== undefined) return openCall(row);
  showTime(situation.at);
  document.getElementById('time').scrollIntoView({ block: 'start' });
}

export function drawSituations() {
  const reached = head.situations.filter((situation) => situation.count > 0);
  const others = head.situations.filter((situation) => situation.count === 0);
  document.getElementById('situations').replaceChildren(
    el('h2', { id: 'situations-title' }, 'Situations reached'),
    el('ul', { class: 'situations' }, reached.map((situation) => el('li', {},
      el('button', { type: 'button', class: 'link', title: `First at ${clock(situation.at)}`, onclick: () => show(situation) }, situation.name), el('b', {}, count(situation.count))))),
    el('details', {}, el('summary', {}, `${others.length} were not reached`), el('p', { class: 'note' }, others.map((situation) => situation.name).join(' · ') || 'All were.')));
}

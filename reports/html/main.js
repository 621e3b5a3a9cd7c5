// Draws the page: the answer at once, the rest when its data has been read.
import { count, counted, el } from './format.js';
import { head, loadData, run } from './data.js';
import { drawVerdict } from './verdict.js';
import { drawChecks } from './checks.js';
import { drawTime } from './charts.js';
import { drawNodes } from './nodes.js';
import { drawSituations } from './situations.js';
import { drawCalls, openFromAddress } from './calls.js';

function drawBottom() {
  const kept = head.listed < head.calls ? `${count(head.listed)} of ${counted(head.calls, 'call')} are listed, those with trouble first. ` : '';
  document.getElementById('bottom').replaceChildren(el('p', {}, `${counted(run.events, 'event')}; ${kept}${counted(head.detailed, 'ladder')} in this page. Event log schema ${head.schema}. Charts by uPlot.`));
}

async function draw() {
  await loadData();
  drawChecks();
  drawTime();
  drawSituations();
  drawCalls();
  openFromAddress();
  document.documentElement.dataset.drawn = 'all';
}

drawVerdict();
drawChecks();
drawNodes();
drawBottom();
document.addEventListener('DOMContentLoaded', () => requestAnimationFrame(() => setTimeout(draw)));

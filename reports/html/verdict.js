// The answer: verdict, what was simulated, seed, and the command that repeats it.
import { count, counted, duration, el, kind, mark, say } from './format.js';
import { head, isCapture, run, runEnd } from './data.js';

const words = { passed: 'Passed', failed: 'Failed', 'not judged': 'Not judged' };

function verdictWord() {
  if (head.end === 'interrupted') return 'Interrupted';
  if (head.end === 'event limit') return 'Cut short';
  return words[head.verdict];
}

function because() {
  const checks = head.checks;
  const failed = checks.filter((check) => check.verdict === 'failed').length;
  const open = checks.filter((check) => check.verdict === 'not judged').length;
  const said = [];
  if (head.end === 'interrupted') said.push('the run was interrupted before its end');
  if (head.end === 'event limit') said.push('the run reached its limit of events');
  if (head.nothing_tried) said.push('no call needed a node, so nothing was tried');
  if (failed) said.push(`${failed} of ${counted(checks.length, 'check')} failed`);
  if (open) said.push(`${counted(open, 'check')} could not be judged`);
  if (!said.length) said.push(['the scenario has no checks', 'its check passed', 'both checks passed'][checks.length] ?? `all ${checks.length} checks passed`);
  return said.join('; ');
}

function copyButton(text) {
  return el('button', {
    type: 'button', class: 'quiet', 'aria-label': 'Copy the command',
    onclick: async (event) => {
      try {
        await navigator.clipboard.writeText(text);
        event.target.textContent = 'Copied';
      } catch {
        getSelection().selectAllChildren(document.getElementById('repeat'));
        event.target.textContent = 'Selected';
      }
      say('The command is copied');
    },
  }, 'Copy');
}

function tile(name, value, note, bad) {
  return el('div', { class: bad ? 'tile bad' : 'tile' }, el('dt', {}, name), el('dd', {}, el('b', {}, value), note ? el('span', {}, note) : null));
}

function tiles() {
  const { calls, operations, commands, sip_messages: sip } = run;
  const failed = calls.failed > 0;
  const longest = Math.max(0, ...run.nodes.map((node) => node.latency.all.p99_ns ?? 0)) / 1000;
  const repeats = run.nodes.reduce((sum, node) => sum + Math.max(0, node.sends - node.commands - node.pings), 0);
  return el('dl', { class: 'tiles' },
    tile('Calls', count(calls.started), failed ? `${count(calls.failed)} failed` : `${count(calls.completed)} completed`, failed),
    tile('Operations', count(operations.ended), operations.failed ? `${count(operations.failed)} that no node helped` : 'a node helped with each', operations.failed > 0),
    tile('Commands', count(commands), repeats > 0 ? `${count(repeats)} sent again` : 'none sent again'),
    tile('Reply latency', duration(longest), 'slowest node, 99 %'),
    tile('Workers busy', `${run.workers.most_busy} of ${run.workers.all}`, run.workers.most_busy >= run.workers.all ? 'all at once' : 'at most', run.workers.most_busy >= run.workers.all),
    tile('SIP queue', count(sip.most_queued), sip.dropped ? `${count(sip.dropped)} dropped` : 'at most', sip.dropped > 0));
}

export function drawVerdict() {
  document.title = `${verdictWord()}: ${run.title || run.file} · rtpe-lab`;
  const look = kind(head.end === 'finished' ? head.verdict : 'failed');
  const started = run.started ?? (head.proxies.length && run.clock === 'real' ? new Date(head.start_us / 1000).toISOString() : null);
  const facts = [
    isCapture
      ? `a capture of ${duration(runEnd)}`
      : `${run.clock === 'real' ? 'real' : 'virtual'} time, ${duration(runEnd)}${run.clock !== 'real' && head.wall_ns ? ` played in ${duration(head.wall_ns / 1000)}` : ''}`,
    isCapture ? null : `seed ${head.seed}`,
    `${counted(head.proxies.length, 'proxy', 'proxies')} (${[...new Set(head.proxies.map((p) => `${p.host} ${p.personality}`.trim()))].join(', ')})`,
    `${counted(head.engines.length, 'engine')} (${[...new Set(head.engines.map((e) => e.host))].join(', ')})`,
    `${counted(run.events, 'event')}`,
    started ? `${isCapture ? 'captured' : 'played'} ${started.slice(0, 19).replace('T', ' ')} UTC` : null,
  ];
  document.getElementById('top').replaceChildren(
    el('div', { class: `banner ${look}` },
      el('p', { class: 'brand' }, 'rtpe-lab report'),
      el('p', { class: 'verdict' }, mark({ good: 'passed', bad: 'failed' }[look] ?? 'not judged'), el('strong', {}, verdictWord()), el('span', {}, because())),
      el('h1', {}, run.title || run.file),
      el('p', { class: 'facts' }, facts.filter(Boolean).join(' · ')),
      el('p', { class: 'repeat' }, el('span', {}, isCapture ? 'Check it again' : 'Play it again'), el('code', { id: 'repeat' }, run.replay), copyButton(run.replay))),
    tiles(),
    el('nav', { 'aria-label': 'Sections' }, [['checks', 'Checks'], ['time', 'Over time'], ['nodes', 'Nodes'], ['situations', 'Situations'], ['calls', 'Calls']]
      .map(([id, name]) => el('a', { href: `#${id}` }, name))));
}

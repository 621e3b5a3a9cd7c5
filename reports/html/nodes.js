// What every node did: its share of new calls against the one that the weights intend, latencies, refusals, states.
import { count, duration, el, percent } from './format.js';
import { head, nodeName, run } from './data.js';

function shareBar(part, intended) {
  return el('div', { class: 'share', 'aria-hidden': 'true' },
    el('i', { style: `width:${100 * part}%` }), el('b', { style: `left:${100 * intended}%` }));
}

function rowsOf(group) {
  const calls = group.reduce((sum, { node }) => sum + node.new_calls, 0);
  const weights = group.reduce((sum, { node }) => sum + node.weight, 0);
  return group.map(({ node, number }) => {
    const intended = weights > 0 ? node.weight / weights : 0;
    const part = calls > 0 ? node.new_calls / calls : 0;
    const far = calls >= 100 && Math.abs(part - intended) > 0.1;
    const down = node.times_disabled || node.disabled_at_end;
    return el('tr', {},
      el('th', { scope: 'row' }, el('code', {}, nodeName(number)), el('small', {}, node.engine ? ` engine ${node.engine}` : ' nobody listens')),
      el('td', { class: far ? 'far' : null }, `${percent(node.new_calls, calls)} `, el('small', {}, `of ${count(calls)}; weights say ${percent(node.weight, weights)}`), shareBar(part, intended)),
      el('td', { class: 'number' }, count(node.commands)),
      el('td', { class: node.timed_out ? 'number far' : 'number' }, count(node.timed_out)),
      el('td', { class: node.refused ? 'number far' : 'number', title: node.refusals.map((r) => `${r.count} ${r.reason}`).join(', ') || null }, count(node.refused)),
      el('td', { class: 'number' }, node.latency.all.answered ? duration(node.latency.all.median_ns / 1000) : '–'),
      el('td', { class: 'number' }, node.latency.all.answered ? duration(node.latency.all.p99_ns / 1000) : '–'),
      el('td', { class: down ? 'far' : null }, down ? `${node.times_disabled} × disabled, ${duration(node.time_disabled_ns / 1000)}${node.disabled_at_end ? ', at the end too' : ''}` : 'always enabled'));
  });
}

export function drawNodes() {
  const groups = new Map();
  run.nodes.forEach((node, number) => {
    const key = `${node.proxy}/${node.set}`;
    if (!groups.has(key)) groups.set(key, []);
    groups.get(key).push({ node, number });
  });
  const heads = ['Node', 'New calls', 'Commands', 'No reply', 'Refused', 'Median', '99 %', 'State'];
  document.getElementById('nodes').replaceChildren(
    el('h2', { id: 'nodes-title' }, 'Nodes'),
    el('div', { class: 'scroll', tabindex: 0, role: 'region', 'aria-label': 'Table of nodes' }, el('table', {},
      el('thead', {}, el('tr', {}, heads.map((name, i) => el('th', { scope: 'col', class: i > 1 && i < 7 ? 'number' : null }, name)))),
      [...groups.values()].map((group) => el('tbody', {},
        groups.size > 1 ? el('tr', { class: 'group' }, el('th', { colspan: heads.length, scope: 'rowgroup' }, `Set ${group[0].node.set}${head.proxies.length > 1 ? ` of proxy ${head.proxies[group[0].node.proxy]?.name || group[0].node.proxy}` : ''}`)) : null,
        rowsOf(group))))),
    el('p', { class: 'note' }, 'The bar is the share of new calls, the line across it the share that the weights intend. A Call-ID decides, not chance: rtpe-lab audit tells the share that the hash can give.'));
}

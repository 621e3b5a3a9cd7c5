// What the run did over time, by uPlot; all charts and the lanes share one stretch of time.
import uPlot from 'uplot';
import { axisTime, clock, count, duration, el, say } from './format.js';
import { data, head, nodeShort } from './data.js';
import { axisWidth, gutter, isWhole, onView, pan, plotRight, setView, view, wholeRun, zoom } from './time_view.js';
import { groupSize, sampled, times } from './samples.js';
import { drawLanes } from './lanes.js';


const css = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
const sum = (lists) => lists.length < 2 ? lists[0] ?? [] : lists[0].map((_, i) => lists.reduce((all, list) => all + list[i], 0));
const rate = (value) => (value >= 100 ? count(Math.round(value)) : Number(value.toPrecision(2)).toString());

/** Do these values need a scale of powers of ten? */
function isWide(lists) {
  const values = lists.flat().filter((value) => value > 0);
  return values.reduce((a, b) => Math.max(a, b), 0) > 20 * values.reduce((a, b) => Math.min(a, b), Infinity);
}

/** [title, kind of its values, how they are written, series [name, colour, values, look], more options] */
function plans() {
  const s = data.series;
  const many = head.proxies.length > 1;
  const out = [
    ['Calls in progress', 'level', count, [['in progress', '--ink-1', s.active, 'area']]],
    ['Calls per second', 'rate', rate, [['started', '--ink-1', s.started], ['failed', '--bad', s.failed, 'area']]],
    ['Commands per second', 'rate', rate, [['accepted', '--ink-1', s.answered], ['sent again', '--warn', s.repeats], ['refused', '--ink-4', s.refused], ['no reply', '--bad', s.silent, 'area']]],
    ['Latency of replies', 'value', duration, [['99 %', '--ink-3', s.p99, 'gaps', s.p99_of_4], ['90 %', '--ink-2', s.p90, 'gaps', s.p90_of_4], ['median', '--ink-1', s.p50, 'gaps', s.p50_of_4]], { log: isWide([s.p50, s.p99]) }],
    ['Workers', 'level', count, many
      ? [...head.proxies.slice(0, 6).map((proxy, i) => [`busy, ${proxy.name}`, `--ink-${(i % 6) + 1}`, s.busy[i], 'steps']), ['wait for a lock', '--bad', sum(s.locked), 'steps']]
      : [['busy', '--ink-1', s.busy[0], 'steps'], ['of these, wait for a lock', '--bad', s.locked[0], 'steps']], { level: many ? undefined : head.proxies[0]?.workers }],
    ['SIP messages in the queue', 'level', count, [['queued', '--ink-1', sum(s.queued), 'area']]],
    ['Rows of the call table', 'level', count, [['rows', '--ink-1', sum(s.rows), 'area']]],
  ];
  const shown = s.node_answered.length > 8 ? [] : s.node_answered;
  if (shown.length > 1)
    out.splice(3, 0, ['Accepted commands per second by node', 'rate', rate, shown.map((values, i) => [nodeShort(i), `--ink-${(i % 6) + 1}`, values, i >= 6 ? 'dashed' : undefined])]);
  return out;
}

/** Values without a neighbour, which no line would show. */
const alone = (plot, series) => {
  const values = plot.data[series];
  return values.map((_, i) => i).filter((i) => values[i] != null && values[i - 1] == null && values[i + 1] == null);
};

function seriesOf([name, colour, , look], format) {
  const stroke = css(colour);
  return {
    label: name, stroke, width: 1.5, points: { show: true, filter: alone, size: 6, fill: stroke },
    fill: look === 'area' ? `${stroke}2e` : undefined, dash: look === 'dashed' ? [5, 4] : undefined,
    paths: look === 'steps' ? uPlot.paths.stepped({ align: 1 }) : undefined,
    value: (_, value) => (value == null ? '' : format(value)),
  };
}

/** Steps of an axis of what is counted. */
const wholes = Array.from({ length: 9 }, (_, power) => [1, 2, 5].map((digit) => digit * 10 ** power)).flat();

/** Steps of an axis of seconds that people count in. */
const incrs = [1e-6, 1e-5, 1e-4, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14400, 21600, 43200, 86400];

function optionsOf(format, series, more, width, beside) {
  const dim = css('--dim');
  const axis = { stroke: dim, grid: { stroke: css('--line'), width: 1 }, ticks: { show: false }, font: '11px system-ui, sans-serif' };
  return {
    width, height: 118, padding: [6, plotRight, 0, 0],
    cursor: { sync: { key: 'time' }, drag: { x: true, y: false, setScale: false }, points: { size: 6 } },
    legend: { live: true, mount: (_, legend) => beside.append(legend) },
    scales: {
      x: { time: false, range: () => [view.from / 1e6, view.to / 1e6] },
      y: more?.log ? { distr: 3, log: 10 } : { range: (_, low, high) => [0, Math.max(high * 1.08, more?.level ? more.level * 1.08 : 0, high > 0 ? 0 : 1)] },
    },
    axes: [
      { ...axis, size: 22, incrs, space: 64, values: (_, ticks) => ticks.map((tick) => axisTime(tick, ticks[1] - ticks[0])) },
      { ...axis, size: axisWidth, ...(format === count ? { incrs: wholes } : {}), ...(more?.log ? { filter: tens, grid: { ...axis.grid, filter: tens } } : {}), values: (_, ticks) => ticks.map((tick) => (tick == null ? '' : format(tick))), space: 26 },
    ],
    series: [{ label: '\u00a0', value: (_, value) => (value == null ? '' : clock(value * 1e6)) }, ...series.map((one) => seriesOf(one, format))],
    hooks: {
      setSelect: [(plot) => {
        if (plot.select.width < 4) return;
        setView(plot.posToVal(plot.select.left, 'x') * 1e6, plot.posToVal(plot.select.left + plot.select.width, 'x') * 1e6);
        plot.setSelect({ left: 0, width: 0 }, false);
      }],
      draw: more?.level ? [(plot) => level(plot, more.level)] : [],
    },
  };
}

/** A line across: as many as there are. */
function level(plot, value) {
  const y = plot.valToPos(value, 'y', true);
  plot.ctx.save();
  plot.ctx.strokeStyle = css('--dim');
  plot.ctx.setLineDash([4, 4]);
  plot.ctx.beginPath();
  plot.ctx.moveTo(plot.bbox.left, y);
  plot.ctx.lineTo(plot.bbox.left + plot.bbox.width, y);
  plot.ctx.stroke();
  plot.ctx.restore();
}

const tens = (_, splits) => splits.map((value) => (Number.isInteger(Math.round(Math.log10(value) * 1e6) / 1e6) ? value : null));

let plots = [];
const plotWidth = (host) => Math.max(host.clientWidth - gutter(host.clientWidth), 200);
/** Whether a chart would show a line at 0 and nothing else. */
const isEmpty = (series) => series.every(([, , values]) => values.every((value) => !value));

/** What a chart draws: a list of times and one of values for each series. Percentiles are there singly, and of four intervals each. */
function samplesOf({ what, series }) {
  const size = groupSize(what);
  if (what !== 'value') return [times(size), ...series.map(([, , values]) => sampled(values, what, size))];
  return size > 1 ? [times(4), ...series.map(([, , , , of4]) => of4)] : [times(1), ...series.map(([, , values]) => values)];
}

function drawCharts(host) {
  plots.forEach(({ plot }) => plot.destroy());
  plots = plans().filter(([, , , series]) => !isEmpty(series)).map(([title, what, format, series, more], index) => {
    const figure = host.children[index] ?? host.appendChild(el('figure', { class: 'chart' }));
    const chart = { what, series };
    const samples = samplesOf(chart);
    const highest = samples.slice(1).flat().reduce((most, value) => Math.max(most, value ?? 0), 0);
    const beside = el('figcaption', {}, el('b', {}, title));
    figure.replaceChildren(beside);
    figure.setAttribute('aria-label', `${title}: ${series.map(([name]) => name).join(', ')}; highest ${format(highest)}`);
    figure.setAttribute('role', 'img');
    chart.plot = new uPlot(optionsOf(format, series, more, plotWidth(host), beside), samples, figure);
    chart.plot.over.addEventListener('dblclick', wholeRun);
    return chart;
  });
}

function keys(event) {
  const act = { ArrowLeft: () => pan(-0.2), ArrowRight: () => pan(0.2), '+': () => zoom(0.5), '=': () => zoom(0.5), '-': () => zoom(2), 0: wholeRun, Escape: wholeRun }[event.key];
  if (!act || event.ctrlKey || event.metaKey || event.altKey) return;
  event.preventDefault();
  act();
}

/** What no chart is drawn of. */
function never() {
  const empty = plans().filter(([, , , series]) => isEmpty(series)).map(([title]) => title.replace(/^(?!SIP)./, (letter) => letter.toLowerCase()));
  return empty.length ? ` Always 0, so not drawn: ${empty.join(', ')}.` : '';
}

export function drawTime() {
  const lanes = el('div', { class: 'lanes' });
  const charts = el('div', { class: 'charts' });
  const stretch = el('output', {});
  const button = (name, label, act) => el('button', { type: 'button', 'aria-label': label, onclick: act }, name);
  const box = el('div', { class: 'timebox', tabindex: 0, role: 'group', 'aria-label': 'Lanes and charts over time. Arrow keys move, plus and minus zoom, 0 shows the whole run.', onkeydown: keys });
  document.getElementById('time').replaceChildren(
    el('h2', { id: 'time-title' }, 'Over time'),
    el('div', { class: 'tools' }, button('Whole run', 'Show the whole run', wholeRun), button('+', 'Zoom in', () => zoom(0.5)), button('−', 'Zoom out', () => zoom(2)), button('←', 'Earlier', () => pan(-0.25)), button('→', 'Later', () => pan(0.25)), stretch),
    box);
  box.append(lanes, drawLanes(lanes), charts,
    el('p', { class: 'note' }, `Sampled: ${count(data.series.active.length)} intervals of ${duration(data.series.width)}. Levels show the highest of each; drag to zoom, double click to go back.${never()}`));
  const told = () => {
    stretch.textContent = isWhole() ? '' : `${clock(view.from)} to ${clock(view.to)}`;
    if (!isWhole()) say(`Showing ${stretch.textContent}`);
    for (const chart of plots) chart.plot.setData(samplesOf(chart));
  };
  drawCharts(charts);
  onView(told);
  let width = charts.clientWidth;
  new ResizeObserver(() => {
    if (charts.clientWidth === width || !charts.clientWidth) return;
    width = charts.clientWidth;
    for (const { plot } of plots) plot.setSize({ width: plotWidth(charts), height: 118 });
  }).observe(charts);
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => drawCharts(charts));
  box.dataset.charts = String(plots.length);
}

// Series in as few points as a picture needs: closer looks have more.
import { data, runEnd } from './data.js';
import { view } from './time_view.js';

const mostPoints = 240;

/** How many intervals become one point of a chart of this kind. */
export function groupSize(what) {
  const shown = (view.to - view.from) / data.series.width;
  return Math.max(1, Math.round(shown / mostPoints), what === 'rate' ? Math.ceil(leastRate / data.series.width) : 1);
}

function grouped(values, size, of) {
  const out = [];
  for (let at = 0; at < values.length; at += size) out.push(of(values.slice(at, at + size)));
  return out;
}

/** Shorter than that nothing is a rate: one call in 4 ms is not 250 a second. */
const leastRate = Math.min(1e6, runEnd);

const per = {
  rate: (part) => (part.reduce((all, value) => all + value, 0) * 1e6) / Math.max(part.length * data.series.width, leastRate),
  level: (part) => Math.max(...part),
};

/** `what`: rate (counts become numbers per second) or level (the highest). */
export const sampled = (values, what, size) => grouped(values ?? [], size, per[what]);

/** Seconds since the start of the run, a point each. */
export function times(size) {
  const points = [];
  for (let at = 0; at < data.series.active.length; at += size) points.push((at * data.series.width) / 1e6);
  return points;
}

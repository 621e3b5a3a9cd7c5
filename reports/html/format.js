// Numbers, times and elements as the whole page writes them. Times are microseconds since the start of the run.

export function duration(us) {
  if (us == null) return '–';
  const three = (value, unit) => `${Number(value.toPrecision(3))} ${unit}`;
  if (us < 1000) return `${Math.round(us)} µs`;
  if (us < 1e6) return three(us / 1e3, 'ms');
  if (us < 60e6) return three(us / 1e6, 's');
  const seconds = Math.round(us / 1e6);
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
  return `${Math.floor(seconds / 3600)} h ${Math.round((seconds % 3600) / 60)} min`;
}

const two = (number) => String(number).padStart(2, '0');

/** 0:02:30.969, as the evidence of checks writes it. */
export function clock(us) {
  const ms = Math.round(us / 1000);
  const s = Math.floor(ms / 1000);
  return `${Math.floor(s / 3600)}:${two(Math.floor(s / 60) % 60)}:${two(s % 60)}.${String(ms % 1000).padStart(3, '0')}`;
}

/** For an axis whose ticks are `step` apart, all in seconds. */
export function axisTime(seconds, step) {
  if (step < 1) return `${Number(seconds.toFixed(3))} s`;
  const s = Math.round(seconds);
  const minutes = `${Math.floor(s / 60) % 60}:${two(s % 60)}`;
  return s < 3600 ? minutes : `${Math.floor(s / 3600)}:${two(Math.floor(s / 60) % 60)}:${two(s % 60)}`;
}

export const count = (number) => String(number).replace(/\B(?=(\d{3})+$)/g, '\u202f');
export const counted = (number, one, many = `${one}s`) => `${count(number)} ${number === 1 ? one : many}`;
export const percent = (part, whole) => (whole > 0 ? `${((100 * part) / whole).toFixed(1)} %` : '–');

/** el('a', {href: '#'}, 'text', child): attributes that begin with "on" are listeners; null children are left out. */
export function el(name, attributes = {}, ...children) {
  return fill(document.createElement(name), attributes, children);
}
export function svg(name, attributes = {}, ...children) {
  return fill(document.createElementNS('http://www.w3.org/2000/svg', name), attributes, children);
}
function fill(element, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (value == null || (value === false && !name.startsWith('aria-'))) continue;
    if (name.startsWith('on')) element.addEventListener(name.slice(2), value);
    else element.setAttribute(name, value === true && !name.startsWith('aria-') ? '' : value);
  }
  element.append(...children.flat(Infinity).filter((child) => child != null));
  return element;
}

/** Said to those who hear the page. */
export function say(text) {
  document.getElementById('said').textContent = text;
}

/** The mark of an outcome: a shape as well as a colour. */
export function mark(outcome) {
  const shape = {
    passed: 'M4.5 10.5l3.5 3.5 7.5-8',
    failed: 'M5.5 5.5l9 9m0-9l-9 9',
    'not judged': 'M5 10h10',
  }[outcome];
  return svg('svg', { class: `mark ${kind(outcome)}`, viewBox: '0 0 20 20', 'aria-hidden': 'true' }, svg('path', { d: shape }));
}
export const kind = (outcome) => ({ passed: 'good', failed: 'bad' })[outcome] ?? 'open';

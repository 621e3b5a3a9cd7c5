// The part of the run that lanes, charts and the list of calls show; one for all.
import { runEnd } from './data.js';

const listeners = [];
export const view = { from: 0, to: runEnd };
export const isWhole = () => view.from <= 0 && view.to >= runEnd;
export const onView = (listener) => listeners.push(listener);

export function setView(from, to) {
  const least = Math.min(1000, runEnd);
  const length = Math.min(Math.max(to - from, least), runEnd);
  view.from = Math.min(Math.max(0, from), runEnd - length);
  view.to = view.from + length;
  for (const listener of listeners) listener();
}
export const wholeRun = () => setView(0, runEnd);

/** Factor below 1: closer. `at`: what stays where it is. */
export function zoom(factor, at = (view.from + view.to) / 2) {
  setView(at - (at - view.from) * factor, at + (view.to - at) * factor);
}
export function pan(part) {
  const by = (view.to - view.from) * part;
  setView(view.from + by, view.to + by);
}
/** Shows some seconds around a time. */
export const showTime = (at) => setView(at - 5e6, at + 5e6);

/** Pixels beside what charts and lanes draw: names and numbers on the left where there is room for them. */
export const axisWidth = 52;
export const plotRight = 22;
export const gutter = (width) => (width >= 860 ? 200 : 0);
export const plotLeft = (width) => gutter(width) + axisWidth;

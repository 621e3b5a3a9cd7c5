// From a line of evidence to the call that it is about.
import { clock } from './format.js';
import { data, eventsOf } from './data.js';

/** Row of the call that the line names; undefined: none. */
export function rowNamed(line) {
  if (!data.byCallId) return undefined; // not read yet
  for (const word of line.split(/[\s,;()]+/)) {
    const row = data.byCallId.get(word) ?? data.byCallId.get(word.replace(/[:.]$/, ''));
    if (word && row !== undefined && data.calls.call[row] !== 0) return row;
  }
  const numbered = /\bcall (\d+)(?: of proxy (\d+))?\b/.exec(line);
  return numbered ? data.byKey.get(`${numbered[2] ?? 0}-${numbered[1]}`) : undefined;
}

/** The time that the line names, in microseconds; undefined: none. */
export function timeNamed(line) {
  const time = /\b(\d+):(\d\d):(\d\d\.\d{3})\b/.exec(line);
  return time ? Math.round((time[1] * 3600 + time[2] * 60 + Number(time[3])) * 1e6) : undefined;
}

/** Does the line tell of this command, or reply? */
export function tellsOf(line, event) {
  if (event.command === undefined || !new RegExp(`\\b${event.command}\\b`).test(line)) return false;
  const attempt = /\battempt (\d+)/.exec(line);
  return !attempt || event.attempt === Number(attempt[1]);
}

/** A call that had an event then, rather one with the command that the line tells of; undefined: none. */
async function rowAt(time, line) {
  const { calls } = data;
  const rows = [];
  calls.start.forEach((start, row) => {
    if (start - 1000 <= time && start + calls.took[row] + 1000 >= time && calls.part[row] >= 0) rows.push(row);
  });
  let other;
  for (const row of rows.sort((a, b) => (calls.call[a] === 0) - (calls.call[b] === 0) || calls.part[a] - calls.part[b]).slice(0, 2000)) {
    const then = (await eventsOf(row)).filter((event) => clock(event.at) === clock(time));
    if (then.some((event) => tellsOf(line, event))) return row;
    if (then.length) other ??= row;
  }
  return other;
}

/** {row, time} of what the line is about; row undefined: no call's. */
export async function placeOf(line) {
  const time = timeNamed(line);
  return { row: rowNamed(line) ?? (time === undefined ? undefined : await rowAt(time, line)), time, line };
}

/** The first call that the evidence is about. */
export async function firstPlace(evidence) {
  for (const line of evidence) if (rowNamed(line) !== undefined) return placeOf(line);
  for (const line of evidence) {
    const place = await placeOf(line);
    if (place.row !== undefined || place.time !== undefined) return place;
  }
  return {};
}

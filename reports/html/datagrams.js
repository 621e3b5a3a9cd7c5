// What was in the messages of a call, where the log has them: dictionaries, SIP, and SDP before and after.
import { el } from './format.js';

/** A bencoded value; throws where it is none. Lengths count bytes. */
function unbencode(text) {
  const bytes = new TextEncoder().encode(text);
  const decoder = new TextDecoder();
  let at = 0;
  const until = (mark) => {
    const end = bytes.indexOf(mark.charCodeAt(0), at);
    if (end < 0) throw new Error('cut off');
    const part = decoder.decode(bytes.subarray(at, end));
    at = end + 1;
    return part;
  };
  const value = () => {
    const first = String.fromCharCode(bytes[at]);
    if (first === 'i') return (at += 1), until('e');
    if (first === 'l' || first === 'd') {
      at += 1;
      const list = [];
      while (bytes[at] !== 101) list.push(value());
      at += 1;
      if (first === 'l') return list;
      return Object.fromEntries(Array.from({ length: list.length / 2 }, (_, i) => [list[2 * i], list[2 * i + 1]]));
    }
    const length = Number(until(':'));
    if (!(length <= bytes.length - at)) throw new Error('cut off');
    at += length;
    return decoder.decode(bytes.subarray(at - length, at));
  };
  return value();
}

function dictionaryOf(datagram) {
  try {
    return unbencode(datagram.bytes.slice(datagram.bytes.indexOf(' ') + 1));
  } catch {
    return undefined;
  }
}

const linesOf = (text) => text.split(/\r?\n/).filter((line, i, all) => line !== '' || i < all.length - 1);

/** All lines of both, each 'kept', 'removed' or 'added'. */
export function sdpLines(before, after) {
  const [a, b] = [linesOf(before), linesOf(after)];
  const common = Array.from({ length: a.length + 1 }, () => new Array(b.length + 1).fill(0));
  for (let i = a.length - 1; i >= 0; --i)
    for (let j = b.length - 1; j >= 0; --j) common[i][j] = a[i] === b[j] ? common[i + 1][j + 1] + 1 : Math.max(common[i + 1][j], common[i][j + 1]);
  const out = [];
  let i = 0, j = 0;
  while (i < a.length || j < b.length) {
    if (i < a.length && j < b.length && a[i] === b[j]) out.push(['kept', a[(j += 1, i++)]]);
    else if (i < a.length && (j === b.length || common[i + 1][j] >= common[i][j + 1])) out.push(['removed', a[i++]]);
    else out.push(['added', b[j++]]);
  }
  return out;
}

const sign = { kept: '  ', removed: '− ', added: '+ ' };
const block = (lines) => el('pre', { class: 'bytes' }, lines.map(([change, line]) => el('span', { class: change }, `${sign[change]}${line}`)));
const plain = (text) => el('pre', { class: 'bytes' }, linesOf(text).map((line) => el('span', {}, line)));
const words = (value) => (Array.isArray(value) ? value.map(words).join(' ') : typeof value === 'object' ? JSON.stringify(value) : value);

function dictionary(title, fields) {
  const rows = Object.entries(fields).filter(([name]) => name !== 'sdp');
  return [el('h4', {}, title), el('dl', {}, rows.map(([name, value]) => [el('dt', {}, name), el('dd', {}, words(value))]))];
}

/** The command with its reply that a line of the ladder is about. */
function exchange(events, e) {
  const place = events.indexOf(e);
  const sent = e.event === 'sent' ? e : events.slice(0, place).findLast((one) => one.event === 'sent' && one.operation === e.operation && one.node === e.node && one.command === e.command);
  if (!sent) return {};
  const mine = events.filter((one) => one.event === 'datagram' && one.protocol === 'ng' && one.bytes.startsWith(`${sent.cookie} `));
  const all = mine.map((datagram) => ({ datagram, fields: dictionaryOf(datagram) }));
  // A reply that came when nobody waited for it any more changed nothing.
  const ended = events.find((one, i) => i > events.indexOf(sent) && one.event === 'exchange_ended' && one.operation === sent.operation && one.node === sent.node && one.command === sent.command);
  const reply = ended?.outcome !== 'answered' ? undefined : all.find(({ datagram, fields }) => fields?.result !== undefined && !datagram.lost) ?? all.find(({ fields }) => fields?.result !== undefined);
  return { request: all.find(({ fields }) => fields?.command !== undefined), reply };
}

function sipText(events, e) {
  const [status, method] = e.message.includes(' ') ? e.message.split(' ') : [undefined, e.message];
  const begin = status ? `SIP/2.0 ${status} ` : `${method} `;
  const place = events.indexOf(e);
  return events.slice(0, place).findLast((one) => one.event === 'datagram' && one.protocol === 'sip' && one.bytes.startsWith(begin));
}

/** Elements for the line's detail; none where the log has no datagrams. */
export function bytesOf(events, e) {
  if (e.event === 'sip_message' || e.event === 'sip_dropped') {
    const message = sipText(events, e);
    return message ? [el('h4', {}, 'The message'), plain(message.bytes)] : [];
  }
  if (e.event !== 'sent' && e.event !== 'exchange_ended') return [];
  const { request, reply } = exchange(events, e);
  const fields = e.event === 'sent' ? request?.fields : reply?.fields;
  if (!fields) return [];
  const before = request?.fields.sdp, after = reply?.fields.sdp;
  const sdp = before && after
    ? [el('h4', {}, 'SDP before (−) and after (+)'), block(sdpLines(before, after))]
    : fields.sdp ? [el('h4', {}, 'SDP'), plain(fields.sdp)] : [];
  return [...dictionary(e.event === 'sent' ? 'What was sent' : 'What came back', fields), ...sdp];
}

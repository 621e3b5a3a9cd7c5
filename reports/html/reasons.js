// What an event of a call means, in sentences; above all why a node was chosen.
import { duration } from './format.js';
import { nodeName, nodeShort, nodes } from './data.js';

/** How the choice of a node came about, step by step. */
export function whyThisNode(choice) {
  const steps = [];
  if (choice.source === 'table') steps.push(`The call table of the proxy knows the call${choice.node === undefined ? ', but its node cannot be asked' : `: its commands go to ${nodeName(choice.node)}`}.`);
  if (choice.algorithm === 'byte sum') steps.push(`The bytes of the Call-ID add up to ${choice.byte_sum}; the lowest byte of that is ${choice.number}.`);
  else if (choice.algorithm) steps.push(`${choice.algorithm} of the Call-ID${choice.digest ? ` (${choice.digest})` : ''} gives ${choice.number}.`);
  if (choice.weight_sum) steps.push(`${choice.number} mod ${choice.weight_sum} (the weights of the eligible nodes) = ${choice.remainder}.`);
  for (const { node, weight, cut } of choice.walk ?? [])
    steps.push(cut < weight ? `${nodeName(node)}: ${cut} is below its weight ${weight}, so it is taken.` : `${nodeName(node)}: ${cut} is not below its weight ${weight}; ${cut - weight} is left for the next.`);
  for (const { node, why } of choice.excluded ?? []) steps.push(`${nodeName(node)} is out: ${why}.`);
  if (choice.forced) steps.push('All nodes were pinged again first (aggressive_redetection).');
  if (choice.node === undefined) steps.push(`No node: ${choice.failure}.`);
  return steps;
}

/** The same in one line. */
export function choiceLine(choice) {
  const out = (choice.excluded ?? []).map(({ node, why }) => `${nodeShort(node)} ${why}`).join(', ');
  const how = choice.node === undefined ? choice.failure : choice.source === 'table' ? 'call table' : choice.weight_sum ? `${choice.number} mod ${choice.weight_sum} = ${choice.remainder}` : '';
  return `${choice.node === undefined ? 'no node' : `chose ${nodeShort(choice.node)}`}: ${how}${out ? `; out: ${out}` : ''}`;
}

const lines = {
  call_started: (e) => `call begins: ${e.flow}`,
  sip_message: (e) => `${e.message} ${e.direction}${e.waited ? `, waited ${duration(e.waited)} for a worker` : ''}`,
  sip_dropped: (e) => `${e.message} ${e.direction} dropped: the queue was full`,
  operation_started: (e) => `worker ${e.worker}: ${e.function} for ${e.message}`,
  selected: choiceLine,
  sent: (e) => `${e.command}${e.attempt > 1 ? `, attempt ${e.attempt}` : ''}`,
  stale: (e) => `a reply with cookie ${e.cookie} that nobody waits for`,
  exchange_ended: (e) => e.outcome === 'answered'
    ? `${e.result ?? 'reply'}${e.reason ? `: ${e.reason}` : ''} after ${duration(e.latency)}`
    : `${e.command}: ${e.outcome} after ${e.sends} ${e.sends === 1 ? 'send' : 'sends'}, ${duration(e.latency)}`,
  table_change: (e) => (e.node === undefined ? 'call table: row removed' : `call table: row for ${nodeShort(e.node)}`),
  lock_wait: (e) => `waited ${duration(e.waited)} for the lock of ${e.lock === 'set' ? `set ${e.set}` : 'the set list'}`,
  operation_ended: (e) => `${e.function}: ${e.end === 'ok' ? '' : e.end === 'failed' ? 'failed, ' : 'nothing to do, '}returned ${e.rc}${e.failure && e.end === 'failed' ? ` (${e.failure})` : ''}${e.took ? `, worker blocked ${duration(e.took)}` : ''}`,
  engine_call: (e) => (e.created ? `media session at engine ${e.engine}` : `session removed at engine ${e.engine}: ${e.cause ?? 'unknown cause'}`),
  call_ended: (e) => `call ${e.end}${e.failure ? `: ${e.message ? `${e.message}: ` : ''}${e.failure}` : ''}`,
  node_state: (e) => `${nodeShort(e.node)} ${e.disabled ? 'disabled' : 'enabled'} (${e.cause})`,
  fault: (e) => `fault ${e.verb} on engine ${e.engine} ${e.begins ? 'begins' : 'ends'}`,
};

export const lineOf = (event) => (lines[event.event] ?? ((e) => e.event))(event);

/** Which kind of line it is to the eye: bad, warn or nothing. */
export function lookOf(event) {
  if (event.event === 'sip_dropped' || (event.event === 'call_ended' && event.end === 'failed')) return 'bad';
  if (event.event === 'exchange_ended' && (event.outcome !== 'answered' || ['error', 'load limit', 'undecodable'].includes(event.result))) return 'bad';
  if (event.event === 'selected' && event.node === undefined) return 'bad';
  if (event.event === 'operation_ended' && event.end === 'failed') return 'bad';
  if (event.event === 'fault' || event.event === 'node_state') return event.disabled || event.begins ? 'bad' : 'warn';
  if (event.event === 'sent' && event.attempt > 1) return 'warn';
  if (['stale', 'lock_wait'].includes(event.event) || event.waited > 0) return 'warn';
  return '';
}

export const engineOfNode = (node) => nodes[node]?.engine;

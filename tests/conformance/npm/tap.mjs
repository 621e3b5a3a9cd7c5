// Reads TAP from standard input with the parser of node-tap and says what it found as one JSON object.
import { Parser } from 'tap-parser';

const parser = new Parser((results) => {
  console.log(JSON.stringify({
    ok: results.ok, plan: results.plan.end, passed: results.pass, failed: results.fail, skipped: results.skip,
    version, extra, failures: results.failures.map((one) => ({ id: one.id, name: one.name, tapError: one.tapError ?? null, diag: one.diag ?? null })),
  }));
});
let version = 0;
const extra = [];
parser.on('version', (found) => { version = found; });
parser.on('extra', (line) => extra.push(line));
process.stdin.pipe(parser);

// Reads the reports for machines with programs that are not ours and says what it found as one JSON object.
//   node reports.mjs JUNIT.xml GITLAB.json RUN.prom SUMMARY.json SUMMARY-SCHEMA.json
import { readFileSync } from 'node:fs';
import Ajv from 'ajv/dist/2020.js';
import { parse } from 'junit2json';
import parsePrometheus from 'parse-prometheus-text-format';

const [junit, gitlab, prometheus, summary, schema] = process.argv.slice(2).map((file) => readFileSync(file, 'utf8'));

// As docs.gitlab.com/ci/testing/code_quality says it ("Code Quality report format").
const codeQuality = {
  type: 'array',
  items: {
    type: 'object',
    required: ['description', 'check_name', 'fingerprint', 'location', 'severity'],
    properties: {
      description: { type: 'string', minLength: 1 },
      check_name: { type: 'string', minLength: 1 },
      fingerprint: { type: 'string', minLength: 1 },
      severity: { enum: ['info', 'minor', 'major', 'critical', 'blocker'] },
      location: {
        type: 'object',
        required: ['path', 'lines'],
        properties: {
          path: { type: 'string', pattern: '^(?!\\./|/)' },
          lines: { type: 'object', required: ['begin'], properties: { begin: { type: 'integer', minimum: 1 } } },
        },
      },
    },
  },
};
const faults = (form, text) => {
  const ajv = new Ajv({ allErrors: true });
  return ajv.validate(form, JSON.parse(text)) ? '' : ajv.errorsText();
};

const suites = await parse(junit);
const cases = suites.testsuite.flatMap((suite) => suite.testcase);
console.log(JSON.stringify({
  junit: {
    tests: suites.tests, failures: suites.failures, cases: cases.length,
    names: new Set(cases.map((one) => `${one.classname} ${one.name}`)).size,
    failed: cases.filter((one) => one.failure).map((one) => one.failure[0].inner ?? ''),
  },
  gitlab: { faults: faults(codeQuality, gitlab), count: JSON.parse(gitlab).length },
  prometheus: parsePrometheus(prometheus).map((family) => `${family.name} ${family.type} ${family.metrics.length}`),
  summary: faults(JSON.parse(schema), summary),
}));

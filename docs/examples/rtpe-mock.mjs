// A mock rtpengine for tests in Node.js, with nothing but its own modules:
//   const engine = await startMock();
//   await whatYouTest(engine.host, engine.port);
//   assert.equal((await engine.requests({ command: 'offer' })).length, 1);
//   await engine.stop();
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

export async function startMock({ program = process.env.RTPE_LAB ?? 'rtpe-lab', address = '127.0.0.1', options = [] } = {}) {
  const child = spawn(program, ['mock', '--listen', `udp:${address}:0`, '--control', `http:${address}:0`, ...options], { stdio: ['ignore', 'ignore', 'pipe'] });
  const over = new Promise((resolve, reject) => child.once('error', reject).once('exit', resolve));
  const engine = {
    async ask(method, path, body, query = {}) {
      const reply = await fetch(`${engine.control}${path}?${new URLSearchParams(query)}`, { method, body: body && JSON.stringify(body) });
      const json = await reply.json();
      if (!reply.ok) throw new Error(json.error);
      return json;
    },
    requests: async (wanted) => (await engine.ask('GET', '/requests', undefined, wanted)).requests,
    rule: (name, rule) => engine.ask('PUT', `/rules/${name}`, rule),
    stop: () => (child.kill('SIGTERM'), over),
  };
  const said = [];
  for await (const line of createInterface({ input: child.stderr })) {
    said.push(line);
    const [, host, port] = / udp:(\S+):(\d+)/.exec(line) ?? [];
    if (port) Object.assign(engine, { host, port: Number(port) });
    engine.control = /control (http:\S+)/.exec(line)?.[1] ?? engine.control;
    if (line === 'rtpe-lab: ready') {
      child.stderr.resume(); // it must not stand still
      return engine;
    }
  }
  await over;
  throw new Error(said.join('\n'));
}

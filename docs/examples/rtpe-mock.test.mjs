// node --test rtpe-mock.test.mjs; RTPE_LAB names the program where it is not in the PATH.
import assert from 'node:assert/strict';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { test } from 'node:test';
import { startMock } from './rtpe-mock.mjs';

/** Stands for the program under test. */
async function offer(engine, callId) {
  const sdp = 'v=0\r\no=- 1 1 IN IP4 192.0.2.1\r\ns=-\r\nc=IN IP4 192.0.2.1\r\nt=0 0\r\nm=audio 4000 RTP/AVP 0\r\n';
  const fields = ['call-id', callId, 'command', 'offer', 'from-tag', 'a', 'sdp', sdp];
  const socket = createSocket('udp4');
  socket.send(`cookie-${callId} d${fields.map((text) => `${text.length}:${text}`).join('')}e`, engine.port, engine.host);
  const [reply] = await once(socket, 'message', { signal: AbortSignal.timeout(10_000) });
  socket.close();
  return reply.toString();
}

test('an offer reaches the engine', async () => {
  const engine = await startMock();
  try {
    assert.match(await offer(engine, 'one'), /6:result2:ok/);
    assert.equal((await engine.requests({ command: 'offer', 'call-id': 'one' })).length, 1);
  } finally {
    await engine.stop();
  }
});

test('a full engine refuses', async () => {
  const engine = await startMock();
  try {
    await engine.rule('full', { match: { command: 'offer' }, do: 'session-limit' });
    assert.match(await offer(engine, 'two'), /Parallel session limit reached/);
  } finally {
    await engine.stop();
  }
});

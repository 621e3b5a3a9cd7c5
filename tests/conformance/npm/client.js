// Runs requests by npm's rtpengine-client and prints what it makes of the replies, one line starting with "> " each.
//   node client.js udp|tcp|ws ADDRESS PORT TIMEOUT_MS one-by-one|together REQUESTS
// REQUESTS is JSON: a list of [method, parameters]. Other output is the library's own.
'use strict';
const { Client, TcpClient, WsClient } = require('rtpengine-client');

const [transport, host, port, timeout, manner, text] = process.argv.slice(2);
const requests = JSON.parse(text);
const options = { timeout: Number(timeout), rejectOnError: process.env.REJECT_ON_ERROR === '1' };

function say(what) {
  process.stdout.write(`> ${JSON.stringify(what)}\n`);
}

function open() {
  switch (transport) {
    case 'udp':
      return new Client({ ...options, localAddress: host });
    case 'tcp':
      return new TcpClient({ ...options, hostport: `${host}:${port}` });
    case 'ws':
      return new WsClient({ ...options, url: `ws://${host}:${port}` });
    default:
      throw new Error(`no such transport: ${transport}`);
  }
}

const client = open();
const where = transport === 'udp' ? [{ port: Number(port), host }] : [];

async function ask([method, parameters]) {
  try {
    say({ method, reply: await client[method](...where, ...(parameters ? [parameters] : [])) });
  } catch (error) {
    say({ method, error: String(error.message || error) });
  }
}

async function run() {
  if (manner === 'together') await Promise.all(requests.map(ask));
  else for (const request of requests) await ask(request);
  process.exit(0);
}

client.on('error', (error) => say({ event: 'error', message: error.message }));
client.on('close', () => say({ event: 'close' }));
client.on('end', () => say({ event: 'end' }));
client.on('reconnected', () => say({ event: 'reconnected' }));
client.on('listening', run);

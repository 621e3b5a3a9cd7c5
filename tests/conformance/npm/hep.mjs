// Listens as a Homer would, runs a command that sends HEP3 there, and says what came as one JSON object, decoded by hep-js.
//   node hep.mjs ADDRESS COUNT PROGRAM ARGUMENT...; the arguments' @HEP@ becomes the address and port. It waits until so
// many datagrams have come, and the command has ended.
import { spawn } from 'node:child_process';
import { createSocket } from 'node:dgram';
import hep from 'hep-js';

const [address, count, program, ...given] = process.argv.slice(2);
const datagrams = [];
const socket = createSocket({ type: 'udp4', recvBufferSize: 4 << 20 });
let code;
const finish = () => {
  if (code === undefined || datagrams.length < Number(count)) return;
  console.log(JSON.stringify({ code, count: datagrams.length, datagrams: datagrams.slice(0, 40) }));
  process.exit(0);
};
setTimeout(() => {
  console.log(JSON.stringify({ code, count: datagrams.length, datagrams: [] }));
  process.exit(1);
}, 30_000);
socket.on('message', (bytes) => {
  const { rcinfo, payload } = hep.decapsulate(bytes);
  datagrams.push({ ...rcinfo, payload: payload.toString() });
  finish();
});
socket.bind(0, address, () => {
  const arguments_ = given.map((one) => one.replace('@HEP@', `${address}:${socket.address().port}`));
  spawn(program, arguments_, { stdio: ['ignore', 'ignore', 'inherit'] }).once('exit', (status) => {
    code = status;
    finish();
  });
});

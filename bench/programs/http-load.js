// `node http-load.js <url> <file with a whole request> <seconds> <connections> [rate]`: sends that request again and
// again over kept connections and prints { requests, seconds, failed, p50, p99 } in milliseconds. With a rate, requests
// are due at fixed times, and a latency counts from when it was due, so that a server that stalls cannot hide it.

import { readFileSync } from 'node:fs';
import { connect } from 'node:net';

const [url, file, seconds, connections, rate] = process.argv.slice(2);
const { hostname, port } = new URL(url);
const request = readFileSync(file);
const until = performance.now() + 1000 * Number(seconds);
const latencies = [];
const due = [];
const free = [];
let [failed, open] = [0, 0];
const started = performance.now();

for (let at = 0; at < Number(connections); at++) openConnection();
if (rate !== undefined) pace(Number(rate));

function openConnection() {
  const socket = connect(Number(port), hostname);
  let [said, since, wanted] = ['', 0, -1];
  open++;
  const send = at => {
    since = at;
    socket.write(request);
  };
  const next = () => {
    if (rate === undefined) {
      if (performance.now() < until) return send(performance.now());
    } else if (due.length > 0) return send(due.shift());
    else if (performance.now() < until) return void free.push(send);
    socket.end();
  };
  socket.setNoDelay(true).setEncoding('latin1');
  socket.on('connect', next);
  socket.on('data', text => {
    said += text;
    if (wanted < 0) {
      const end = said.indexOf('\r\n\r\n');
      if (end < 0) return;
      wanted = end + 4 + Number(/content-length: (\d+)/i.exec(said)?.[1] ?? 0);
      if (!said.startsWith('HTTP/1.1 200')) failed++;
    }
    if (said.length < wanted) return;
    latencies.push(performance.now() - since);
    [said, wanted] = ['', -1];
    next();
  });
  socket.on('error', () => failed++);
  socket.on('close', () => {
    if (--open === 0) report();
  });
}

function pace(perSecond) {
  let sent = 0;
  const tick = () => {
    const now = performance.now();
    for (const least = ((Math.min(now, until) - started) * perSecond) / 1000; sent < least; sent++) {
      const at = started + (1000 * sent) / perSecond;
      const send = free.shift();
      if (send) send(at);
      else due.push(at);
    }
    if (now < until) setTimeout(tick, 1);
  };
  tick();
  // Connections that wait for work hear of nothing any more; what is under way has its time.
  setTimeout(report, 1000 * Number(seconds) + 500);
}

function report() {
  latencies.sort((one, other) => one - other);
  const at = share => latencies[Math.floor(share * (latencies.length - 1))];
  const took = Math.min(performance.now(), until) - started;
  console.log(
    JSON.stringify({ requests: latencies.length, seconds: took / 1000, failed, p50: at(0.5), p99: at(0.99) }),
  );
  process.exit(0);
}

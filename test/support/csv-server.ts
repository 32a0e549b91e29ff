// A server of CSV on the loopback address, which answers as a test tells it and remembers what it was asked.

import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export type CsvServer = {
  url: string;
  port: number;
  /** Requests that came, the oldest first. */
  asked: { path: string; headers: IncomingMessage['headers'] }[];
  /** What it does from now on. */
  answer(respond: (response: ServerResponse, request: IncomingMessage) => void): void;
  /** As a proxy: told of every tunnel that is asked for, all of which are refused. */
  onConnect(told: (address: string) => void): void;
  close(): Promise<void>;
};

export async function startCsvServer(): Promise<CsvServer> {
  let respond: (response: ServerResponse, request: IncomingMessage) => void = response => response.end();
  const asked: CsvServer['asked'] = [];
  const server = createServer((request, response) => {
    asked.push({ path: request.url ?? '', headers: request.headers });
    respond(response, request);
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    asked,
    answer(next) {
      respond = next;
    },
    onConnect(told) {
      server.on('connect', (request, socket) => {
        told(request.url ?? '');
        socket.end('HTTP/1.1 502 Bad Gateway\r\n\r\n');
      });
    },
    close: () =>
      new Promise(resolve => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

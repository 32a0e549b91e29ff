// The end of kept connections. Whoever asks on one at the very moment at which it is closed is answered nothing, and
// cannot know whether it was heard; so each is told with an answer first.

import type { Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

/** How often it is looked whether anybody is left. Milliseconds. */
const LOOK_MILLISECONDS = 10;
/** Of a connection whose answer had begun before it could be told. Milliseconds. */
const IDLE_AFTERWARDS = 1_000;

/**
 * Gives what is to be called before the server is closed: from then on every answer says `connection: close`. Resolves
 * once no connection is left, or after so many milliseconds: those that are left then have asked nothing meanwhile.
 */
export function closeAfterAnswer(server: Server): (milliseconds: number) => Promise<void> {
  const sockets = new Set<Socket>();
  server.on('connection', socket => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  return async milliseconds => {
    server.keepAliveTimeout = IDLE_AFTERWARDS;
    server.prependListener('request', (_request, response) => {
      response.shouldKeepAlive = false;
    });
    for (const socket of sockets) {
      const answer = answerOf(socket);
      if (answer && !answer.headersSent) answer.shouldKeepAlive = false;
    }
    const until = performance.now() + milliseconds;
    while (sockets.size > 0 && performance.now() < until) {
      await new Promise(resolve => setTimeout(resolve, LOOK_MILLISECONDS));
    }
  };
}

/** The answer that is under way on a connection, as Node's own server keeps it. */
function answerOf(socket: Socket): ServerResponse | null {
  return (socket as Socket & { _httpMessage?: ServerResponse | null })._httpMessage ?? null;
}

// The HTTP server as such: limits, errors as {"error"}, tokens. What it answers stands in the files of the routes.

import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import fastify, {
  type FastifyBaseLogger,
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
  LogController,
} from 'fastify';
import { Rejection } from '../rejection.ts';
import { bearerToken } from './bearer-token.ts';
import { bodyRoom, type HttpLimits } from './limits.ts';
import { unpackBody } from './unpack-body.ts';

export type HttpOptions = {
  limits: HttpLimits;
  logger: FastifyBaseLogger;
  /** Asked of every request but the probes; null where nobody is asked. */
  token: string | null;
  /** Methods that a path has, for a request with another. */
  methodsOf(path: string): readonly string[];
};

const JSON_TYPE = 'application/json; charset=utf-8';

/** Open to whoever can connect: what load balancers ask, which tells nothing but that it is there. */
const PROBES = new Set(['/v2/health/live', '/v2/health/ready', '/ping', '/health']);

export function openHttp({ limits, logger, token, methodsOf }: HttpOptions): FastifyInstance {
  const app = fastify({
    loggerInstance: logger,
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: limits.bodyBytes,
    requestTimeout: limits.requestMilliseconds,
    keepAliveTimeout: limits.idleMilliseconds,
    forceCloseConnections: 'idle',
    return503OnClosing: false,
    exposeHeadRoutes: true,
    http: {
      headersTimeout: limits.headersMilliseconds,
      connectionsCheckingInterval: Math.min(1_000, limits.headersMilliseconds),
      // Node would say 400 itself, and not why.
      requireHostHeader: false,
    },
    routerOptions: { maxParamLength: 4096 },
    clientErrorHandler,
    frameworkErrors: (_error, _request, reply) =>
      sendError(reply as never, new Rejection(400, 'the URL is malformed')),
  }) as unknown as FastifyInstance;

  app.server.on('checkExpectation', (_request, response: ServerResponse) => {
    const body = JSON.stringify({ error: 'of what a client may expect, 100-continue alone is understood' });
    response.writeHead(417, { 'content-type': JSON_TYPE, connection: 'close' }).end(body);
  });

  // Connections that are idle are closed as we begin to close; those that become so then, here: or each would be waited for.
  app.addHook('preClose', done => {
    const closing = setInterval(() => app.server.closeIdleConnections(), 50);
    app.server.once('close', () => clearInterval(closing));
    done();
  });

  // Bodies are bytes to us: how they are to be read is the protocol's matter.
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'buffer' }, (request, body: Buffer, done) => {
    const coding = request.headers['content-encoding'];
    if (coding === undefined || coding === 'identity') return done(null, body);
    unpackBody(body, { coding, most: limits.bodyBytes }).then(bytes => done(null, bytes), done);
  });

  app.addHook('onRequest', (request, reply, done) => {
    // What came behind a request that closes the connection will not be answered, so it is not asked either.
    if (ENDING.has(request.raw.socket)) return void reply.hijack();
    if (request.raw.httpVersion !== '1.1' || hasOneHost(request.raw.rawHeaders)) return done();
    sendError(reply, new Rejection(400, 'a request has one Host'), { close: true });
  });
  const accepts = token === null ? null : bearerToken(token);
  if (accepts) {
    app.addHook('onRequest', (request, reply, done) => {
      if (PROBES.has(pathOf(request)) || accepts(request.headers.authorization)) return done();
      reply.header('www-authenticate', 'Bearer');
      sendError(reply, new Rejection(401, 'a bearer token is needed'));
    });
  }
  app.addHook('onRequest', (request, reply, done) => {
    const allowed = methodsOf(pathOf(request));
    if (allowed.length === 0 || allowed.includes(request.method)) return done();
    reply.header('allow', allowed.join(', '));
    sendError(reply, new Rejection(405, `this path takes ${allowed.join(', ')}`));
  });
  limitBodies(app, limits);
  app.setErrorHandler((error, request, reply) => {
    sendError(
      reply,
      rejectionOf(error, limits, why => request.log.error({ err: why }, 'a request failed')),
    );
  });
  app.setNotFoundHandler((_request, reply) => {
    sendError(reply, new Rejection(404, 'there is nothing at this path'));
  });
  return app;
}

/** `rawHeaders`: names and values in turn, as they came. */
function hasOneHost(rawHeaders: readonly string[]): boolean {
  let hosts = 0;
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const name = rawHeaders[at];
    if (name.length === 4 && name.toLowerCase() === 'host') hosts++;
  }
  return hosts === 1;
}

/** The path as it was sent, without what follows a question mark. */
export function pathOf(request: FastifyRequest): string {
  const url = request.raw.url ?? '/';
  const end = url.indexOf('?');
  return end < 0 ? url : url.slice(0, end);
}

/** Connections on which an answer has said that it is their last. */
const ENDING = new WeakSet<Socket>();

function sendError(
  reply: FastifyReply,
  { status, message, retryAfter }: Rejection,
  { close = hasUnread(reply.request.raw) } = {},
): void {
  if (retryAfter !== null) reply.header('retry-after', String(retryAfter));
  // What is left of a body that we did not read would be taken for the next request.
  if (close) {
    ENDING.add(reply.request.raw.socket);
    reply.header('connection', 'close');
  }
  reply
    .code(status)
    .header('content-type', JSON_TYPE)
    .send(JSON.stringify({ error: message }));
}

function hasUnread({ headers, complete }: IncomingMessage): boolean {
  const { 'content-length': length, 'transfer-encoding': coding } = headers;
  return !complete && (coding !== undefined || (length !== undefined && Number(length) !== 0));
}

function limitBodies(app: FastifyInstance, { allBodyBytes, bodyBytes }: HttpLimits): void {
  const room = bodyRoom(allBodyBytes);
  app.addHook('onRequest', (request, reply, done) => {
    if (request.method === 'GET' || request.method === 'HEAD') return done();
    const coding = request.headers['transfer-encoding'];
    if (coding !== undefined && coding.toLowerCase() !== 'chunked') {
      return sendError(reply, new Rejection(415, 'of transfer codings, chunked alone is understood'));
    }
    const length = Number(request.headers['content-length'] ?? Number.NaN);
    // Of a body of unknown length, or a compressed one, the most is reckoned with; one that is too long is refused by its own limit.
    const known = Number.isFinite(length) && request.headers['content-encoding'] === undefined;
    const bytes = known ? Math.min(bodyBytes, length) : bodyBytes;
    if (!room.enter(bytes)) return sendError(reply, new Rejection(429, 'too many bodies are under way', 1));
    let left = false;
    reply.raw.once('close', () => {
      if (!left) room.leave(bytes);
      left = true;
    });
    done();
  });
}

function rejectionOf(error: unknown, { bodyBytes }: HttpLimits, log: (why: unknown) => void): Rejection {
  if (error instanceof Rejection) return error;
  const { statusCode, code } = error as { statusCode?: number; code?: string };
  if (statusCode === 413) return new Rejection(413, `the body is larger than ${bodyBytes} bytes`);
  if (statusCode === 415) return new Rejection(415, 'the content type is not understood');
  if (statusCode !== undefined && statusCode >= 400 && statusCode < 500) {
    return new Rejection(
      400,
      code === 'FST_ERR_CTP_INVALID_CONTENT_LENGTH'
        ? 'the body is not as long as its Content-Length'
        : 'the request is malformed',
    );
  }
  log(error);
  return new Rejection(500, 'something went wrong in the server itself: its log says what');
}

/** What is no HTTP, too slow or too large to be a request: said in one line, and the connection is closed. */
function clientErrorHandler(error: Error & { code?: string }, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) return void socket.destroy();
  // An answer is under way, to a request whose body turned out to be none: a second one would be taken for the next's.
  const { _httpMessage: answer } = socket as { _httpMessage?: ServerResponse | null };
  if (answer?.headersSent) return void socket.destroySoon();
  const [status, text] =
    error.code === 'HPE_HEADER_OVERFLOW'
      ? ['431 Request Header Fields Too Large', 'the headers are too large']
      : error.code === 'ERR_HTTP_REQUEST_TIMEOUT'
        ? ['408 Request Timeout', 'the request took too long to come']
        : ['400 Bad Request', 'this is no HTTP request'];
  const body = JSON.stringify({ error: text });
  socket.end(
    `HTTP/1.1 ${status}\r\ncontent-type: ${JSON_TYPE}\r\ncontent-length: ${body.length}\r\nconnection: close\r\n\r\n${body}`,
  );
}

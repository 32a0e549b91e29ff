// The HTTP server as such: limits, errors as {"error"}, tokens. What it answers stands in the files of the routes.

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

export type HttpOptions = {
  limits: HttpLimits;
  logger: FastifyBaseLogger;
  /** Asked of every request but the probes; null where nobody is asked. */
  token: string | null;
  /** Methods that a path has, for a request with another. */
  methodsOf(path: string): readonly string[];
};

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
    http: { headersTimeout: limits.headersMilliseconds, connectionsCheckingInterval: 1_000 },
    routerOptions: { maxParamLength: 4096 },
    clientErrorHandler,
    frameworkErrors: (_error, _request, reply) =>
      sendError(reply as never, new Rejection(400, 'the URL is malformed')),
  }) as unknown as FastifyInstance;

  // Bodies are bytes to us: how they are to be read is the protocol's matter.
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));

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

/** The path as it was sent, without what follows a question mark. */
export function pathOf(request: FastifyRequest): string {
  const url = request.raw.url ?? '/';
  const end = url.indexOf('?');
  return end < 0 ? url : url.slice(0, end);
}

function sendError(reply: FastifyReply, { status, message, retryAfter }: Rejection): void {
  if (retryAfter !== null) reply.header('retry-after', String(retryAfter));
  // What is left of a body that we did not read would be taken for the next request.
  if (status === 413 || status === 429 || status === 401) reply.header('connection', 'close');
  reply
    .code(status)
    .header('content-type', 'application/json; charset=utf-8')
    .send(JSON.stringify({ error: message }));
}

function limitBodies(app: FastifyInstance, { allBodyBytes, bodyBytes }: HttpLimits): void {
  const room = bodyRoom(allBodyBytes);
  app.addHook('onRequest', (request, reply, done) => {
    if (request.method === 'GET' || request.method === 'HEAD') return done();
    const length = Number(request.headers['content-length'] ?? Number.NaN);
    // Of a body of unknown length the most is reckoned with; one that is too long is refused by its own limit.
    const bytes = Math.min(bodyBytes, Number.isFinite(length) ? length : bodyBytes);
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
function clientErrorHandler(error: Error & { code?: string }, socket: import('node:net').Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) return void socket.destroy();
  const [status, text] =
    error.code === 'HPE_HEADER_OVERFLOW'
      ? ['431 Request Header Fields Too Large', 'the headers are too large']
      : error.code === 'ERR_HTTP_REQUEST_TIMEOUT'
        ? ['408 Request Timeout', 'the request took too long to come']
        : ['400 Bad Request', 'this is no HTTP request'];
  const body = JSON.stringify({ error: text });
  socket.end(
    `HTTP/1.1 ${status}\r\ncontent-type: application/json; charset=utf-8\r\ncontent-length: ${body.length}\r\nconnection: close\r\n\r\n${body}`,
  );
}

// All routes on one server.

import type { FastifyBaseLogger } from 'fastify';
import { UserError } from '../../errors.ts';
import type { LabelBook } from '../../prediction-log/labels/label-book.ts';
import type { FollowedEnvironment } from '../follow-environment.ts';
import type { FollowedBranch } from '../model/followed-branch.ts';
import type { Recorder } from '../record-predictions.ts';
import { Rejection } from '../rejection.ts';
import type { Traffic } from '../traffic.ts';
import type { Team } from '../workers/join-team.ts';
import { closeAfterAnswer } from './farewell.ts';
import { addFeedbackRoute } from './feedback-route.ts';
import { addInferenceRoutes } from './inference-routes.ts';
import { addInvocationRoutes } from './invocation-routes.ts';
import type { HttpLimits } from './limits.ts';
import { openHttp } from './open-http.ts';
import { openApi } from './openapi.ts';
import { openMetrics, type ServingMetrics } from './serving-metrics.ts';

export type HttpServerOptions = {
  traffic: Traffic;
  recorder: Recorder;
  followed: ReadonlyMap<string, FollowedBranch>;
  environment: FollowedEnvironment;
  book: LabelBook;
  token: string | null;
  /** Null where no other process answers behind the same port. */
  team: Team | null;
  limits: HttpLimits;
  logger: FastifyBaseLogger;
};

export type HttpServer = {
  metrics: ServingMetrics;
  /** Resolves to the URL. Throws UserError `port-taken`. */
  listen(host: string, port: number): Promise<string>;
  /** Resolves once what was accepted is answered. */
  close(): Promise<void>;
};

/** How long what was accepted may take after a close. Milliseconds; whoever stops us waits for 30 s as a rule. */
const GRACE_MILLISECONDS = 25_000;
/** How long clients with a kept connection have to ask once more and be told that it closes. Milliseconds. */
const FAREWELL_MILLISECONDS = 300;

export function httpServer({
  traffic,
  recorder,
  followed,
  environment,
  book,
  token,
  team,
  limits,
  logger,
}: HttpServerOptions): HttpServer {
  const metrics = openMetrics({
    rows: recorder.counts,
    experiment: () => ({ refused: environment.refused() !== null, rejections: environment.rejections() }),
    branches: () =>
      [...followed.values()].map(each => {
        const model = each.current();
        const arm = traffic.experiment().arms.find(({ branch }) => branch === each.branch);
        return {
          branch: each.branch,
          commit: model.commit,
          weight: arm?.weight ?? 0,
          reloads: each.reloads(),
          refused: each.refused() !== null,
          rejections: each.rejections(),
          restarts: each.restarts(),
          waiting: model.waiting(),
        };
      }),
  });
  let ready = true;
  const app = openHttp({ limits, logger, token, methodsOf });
  const farewell = closeAfterAnswer(app.server);
  const refused = (branch: string) => followed.get(branch)?.refused() ?? null;
  const isReady = () => ready && (team === null || team.isReady());
  const routes = { traffic, metrics, refused, isReady };
  addInferenceRoutes(app, routes);
  addInvocationRoutes(app, routes);
  addFeedbackRoute(app, book, () => [...followed.values()][0].current());
  app.get('/openapi.json', () => openApi(traffic, { needsToken: token !== null }));
  app.get('/metrics', async (_request, reply) => {
    const text = team === null ? await metrics.text() : await team.metrics();
    if (text === null) throw new Rejection(503, 'the workers could not be asked what they counted', 1);
    return reply.header('content-type', metrics.contentType).send(text);
  });

  return {
    metrics,
    async listen(host, port) {
      try {
        return await app.listen({ host, port });
      } catch (cause) {
        throw cannotListen(cause as NodeJS.ErrnoException, host, port);
      }
    },
    async close() {
      ready = false;
      await farewell(FAREWELL_MILLISECONDS);
      const timer = setTimeout(() => app.server.closeAllConnections(), GRACE_MILLISECONDS);
      await app.close();
      clearTimeout(timer);
    },
  };
}

const METHODS: Readonly<Record<string, readonly string[]>> = {
  '/v2': ['GET', 'HEAD'],
  '/v2/health/live': ['GET', 'HEAD'],
  '/v2/health/ready': ['GET', 'HEAD'],
  '/v2/repository/index': ['POST'],
  '/ping': ['GET', 'HEAD'],
  '/health': ['GET', 'HEAD'],
  '/version': ['GET', 'HEAD'],
  '/metrics': ['GET', 'HEAD'],
  '/openapi.json': ['GET', 'HEAD'],
  '/invocations': ['POST'],
  '/feedback': ['POST'],
};

function methodsOf(path: string): readonly string[] {
  if (Object.hasOwn(METHODS, path)) return METHODS[path];
  if (!path.startsWith('/v2/models/')) return [];
  return path.endsWith('/infer') ? ['POST'] : ['GET', 'HEAD'];
}

function cannotListen(cause: NodeJS.ErrnoException, host: string, port: number): unknown {
  const { code } = cause;
  if (code !== 'EADDRINUSE' && code !== 'EACCES' && code !== 'EADDRNOTAVAIL' && code !== 'ENOTFOUND')
    return cause;
  const why =
    { EADDRINUSE: 'is taken', EACCES: 'may not be used' }[code as string] ?? 'is no address of this machine';
  return new UserError(`${host}:${port} ${why}`, {
    code: 'port-taken',
    hint: '--port 0 takes a free one',
    details: { host, port },
    cause,
  });
}

// What MLflow's clients and SageMaker ask.

import type { FastifyInstance } from 'fastify';
import type { Prediction } from '../../models/learner.ts';
import { version } from '../../version.ts';
import { readInvocations } from '../invocations/read-invocations.ts';
import type { ServedModel } from '../model/open-served-model.ts';
import { Rejection } from '../rejection.ts';
import { bodyOf, nameModel, unitHeader } from './answer-headers.ts';
import type { InferenceRoutes } from './inference-routes.ts';

export function addInvocationRoutes(
  app: FastifyInstance,
  { traffic, metrics, isReady }: InferenceRoutes,
): void {
  const alive = () => {
    if (!isReady()) throw new Rejection(503, 'the server is going away', 1);
    return {};
  };
  app.get('/ping', alive);
  app.get('/health', alive);
  app.get('/version', (_request, reply) =>
    reply.header('content-type', 'text/plain; charset=utf-8').send(version),
  );
  app.post('/invocations', async (request, reply) => {
    const began = performance.now();
    let model: ServedModel | null = null;
    try {
      const received = await readInvocations(bodyOf(request), request.headers['content-type']);
      const asked = { model: null, version: null, unitHeader: unitHeader(request) };
      const answered = await traffic.answer(asked, received, chosen => {
        model = chosen;
      });
      const { branch, commit } = answered.model;
      nameModel(reply, answered.model, answered.id);
      reply.header('content-type', 'application/json; charset=utf-8');
      metrics.succeeded(branch, commit, (performance.now() - began) / 1000);
      return reply.send(JSON.stringify({ predictions: predictionsOf(answered.prediction) }));
    } catch (error) {
      const [first] = model === null ? traffic.named(traffic.project) : [model as ServedModel];
      if (first) metrics.failed(first.branch, first.commit);
      if (model !== null) nameModel(reply, model, null);
      throw error;
    }
  });
}

function predictionsOf(prediction: Prediction): (number | string)[] {
  if (prediction.task === 'regression') return Array.from(prediction.values);
  const { codes, classes } = prediction;
  return Array.from(codes, code => classes[code]);
}

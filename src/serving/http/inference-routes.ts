// The Open Inference Protocol v2 over HTTP.

import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { version } from '../../version.ts';
import { inputsOf, outputsOf } from '../inference/describe-model.ts';
import { type ModelPath, parseModelPath } from '../inference/model-path.ts';
import { readInfer } from '../inference/read-infer.ts';
import { requireOutputs, writeInfer } from '../inference/write-infer.ts';
import { objectIn, parseLenientJson } from '../lenient-json.ts';
import type { ServedModel } from '../model/open-served-model.ts';
import { Rejection, shown } from '../rejection.ts';
import type { Traffic } from '../traffic.ts';
import { bodyOf, headerLength, nameModel, unitHeader } from './answer-headers.ts';
import { pathOf } from './open-http.ts';
import type { ServingMetrics } from './serving-metrics.ts';

const MODELS = '/v2/models/';

export type InferenceRoutes = {
  traffic: Traffic;
  metrics: ServingMetrics;
  /** Why the commit that a branch stands at is not served, where it is not. */
  refused(branch: string): { commit: string; reason: string } | null;
  isReady(): boolean;
};

export function addInferenceRoutes(
  app: FastifyInstance,
  { traffic, metrics, refused, isReady }: InferenceRoutes,
): void {
  const requireReady = () => {
    if (!isReady()) throw new Rejection(503, 'the server is going away', 1);
  };
  const isModel = (name: string) => traffic.named(name).length > 0;
  const asked = (request: FastifyRequest): ModelPath & { models: ServedModel[] } => {
    const path = parseModelPath(pathOf(request).slice(MODELS.length), isModel);
    if (path === null) throw new Rejection(404, 'the path names no model');
    const models = traffic.named(path.model);
    if (models.length === 0) throw new Rejection(404, `there is no model ${shown(path.model)}`);
    if (path.version === null) return { ...path, models };
    const wanted = models.filter(({ commit }) => commit === path.version);
    if (wanted.length > 0) return { ...path, models: wanted };
    throw new Rejection(
      404,
      `the model ${shown(path.model)} has no version ${shown(path.version)} at present`,
    );
  };

  app.get('/v2', () => ({
    name: 'git-model',
    version,
    extensions: ['binary_tensor_data', 'model_repository'],
  }));
  app.get('/v2/health/live', () => ({ live: true }));
  app.get('/v2/health/ready', () => {
    requireReady();
    return { ready: true };
  });
  app.post('/v2/repository/index', request => {
    const body = bodyOf(request);
    const onlyReady = body.length > 0 && objectIn(parseLenientJson(body))['ready'] === true;
    return [...new Set([...traffic.branches(), traffic.project])].flatMap(name =>
      traffic.named(name).flatMap(({ branch, commit }) => {
        const served = { name, version: commit, state: 'READY', reason: '' };
        const not = onlyReady ? null : refused(branch);
        if (not === null) return [served];
        return [served, { name, version: not.commit, state: 'UNAVAILABLE', reason: not.reason }];
      }),
    );
  });

  app.get(`${MODELS}*`, request => {
    const { model, models, asked: what } = asked(request);
    if (what === 'infer') throw new Rejection(405, 'this path takes POST');
    if (what === 'ready') {
      requireReady();
      return { name: model, ready: true };
    }
    return metadata(model, models);
  });

  const infer = async (
    request: FastifyRequest,
    reply: FastifyReply,
    path: ModelPath,
  ): Promise<FastifyReply> => {
    const began = performance.now();
    let model: ServedModel | null = null;
    try {
      const received = readInfer(bodyOf(request), headerLength(request));
      const answered = await traffic.answer(
        { ...path, unitHeader: unitHeader(request) },
        received,
        chosen => {
          model = chosen;
          requireOutputs(
            received,
            outputsOf(chosen.signature, chosen.isRegression).map(({ name }) => name),
          );
        },
      );
      const { branch, commit } = answered.model;
      const { rows } = received;
      const answer = writeInfer(answered.prediction, {
        ...{ request: received, rows, model: path.model, version: commit, id: answered.id, branch },
      });
      nameModel(reply, answered.model, answered.id);
      const binary = answer.headerLength !== null;
      reply.header('content-type', binary ? 'application/octet-stream' : 'application/json; charset=utf-8');
      if (binary) reply.header('inference-header-content-length', String(answer.headerLength));
      metrics.succeeded(branch, commit, (performance.now() - began) / 1000);
      return reply.send(answer.body);
    } catch (error) {
      const [first] = model === null ? traffic.named(path.model) : [model as ServedModel];
      if (first) metrics.failed(first.branch, first.commit);
      if (model !== null) nameModel(reply, model, null);
      throw error;
    }
  };
  app.post(`${MODELS}*`, (request, reply) => {
    const { models: _, ...path } = asked(request);
    if (path.asked !== 'infer') throw new Rejection(405, 'this path takes GET');
    return infer(request, reply, path);
  });
}

function metadata(name: string, models: readonly ServedModel[]) {
  const [{ kind, columns, signature, isRegression }] = models;
  return {
    name,
    versions: [...new Set(models.map(({ commit }) => commit))],
    platform: `git-model_${kind}`,
    inputs: inputsOf(columns),
    outputs: outputsOf(signature, isRegression),
    ...(signature.target.classes && !isRegression ? { classes: signature.target.classes } : {}),
  };
}

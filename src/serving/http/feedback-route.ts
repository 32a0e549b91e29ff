// Labels that came later, over HTTP: joined as `git-model feedback` joins them.

import type { FastifyInstance } from 'fastify';
import { CommandError } from '../../errors.ts';
import { type GivenLabel, labelOf } from '../../prediction-log/labels/given-label.ts';
import type { LabelBook } from '../../prediction-log/labels/label-book.ts';
import { objectIn, parseLenientJson } from '../lenient-json.ts';
import type { ServedModel } from '../model/open-served-model.ts';
import { LONGEST_PREDICTION_ID } from '../received.ts';
import { badRequest, Rejection } from '../rejection.ts';
import { bodyOf } from './answer-headers.ts';

/** `model`: any that is served, for all of a project predict the same target. */
export function addFeedbackRoute(app: FastifyInstance, book: LabelBook, model: () => ServedModel): void {
  app.post('/feedback', async request => {
    const labels = readLabels(parseLenientJson(bodyOf(request)), model());
    try {
      return await book.join(labels);
    } catch (error) {
      if (!(error instanceof CommandError)) throw error;
      request.log.error({ err: error }, 'labels could not be written');
      throw new Rejection(503, 'the labels could not be written: send them again later', 10);
    }
  });
}

/** Throws Rejection for the first label that is none, before any is joined. */
function readLabels(body: unknown, { isRegression, signature }: ServedModel): GivenLabel[] {
  const { labels } = objectIn(body);
  if (!Array.isArray(labels)) throw badRequest('"labels" is no list');
  const task = isRegression ? 'regression' : 'classification';
  return labels.map((each, at) => {
    const { id, label } = objectIn(each, `label ${at + 1}`);
    if (typeof id !== 'string' || id === '') throw badRequest(`label ${at + 1} has no "id"`);
    if (id.length > LONGEST_PREDICTION_ID) throw badRequest(`label ${at + 1}: no id is as long`);
    const value = labelOf(label, { task, classes: signature.target.classes });
    if (value === null)
      throw badRequest(`label ${at + 1}: ${isRegression ? 'it is no number' : 'it is no class'}`);
    return { of: { id }, label: value };
  });
}

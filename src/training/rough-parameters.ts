// A forest of fewer trees errs a little more than a whole one, and is fitted in a fraction of the time.

/** Trees that are kept of a forest: a share, and no fewer than. Shares of votes need more of them than means. */
const KEPT = { regression: { share: 1 / 4, least: 25 }, classification: { share: 1 / 2, least: 50 } };

/**
 * Parameters for a model whose errors stand for those of the real one. Boosting builds each tree on those before: it is
 * left as it is.
 */
export function roughParameters<Parameters extends Record<string, unknown>>(
  parameters: Parameters,
  task: 'regression' | 'classification',
): Parameters {
  const { trees } = parameters;
  if (typeof trees !== 'number' || 'learning_rate' in parameters) return parameters;
  const { share, least } = KEPT[task];
  return { ...parameters, trees: Math.min(trees, Math.max(least, Math.ceil(share * trees))) };
}

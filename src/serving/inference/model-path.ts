// What stands in a URL behind /v2/models/: a model, perhaps a version of it, and what is asked of it.

export type ModelPath = {
  model: string;
  version: string | null;
  asked: 'metadata' | 'ready' | 'infer';
};

/**
 * `path` is what follows `/v2/models/`, as it stood in the request. Names of branches hold slashes, raw or as %2F:
 * where a raw one can be read in two ways, the longest name that `isModel` knows counts. Null where no model is named,
 * or where the text is no URL.
 *
 * @example parseModelPath('a%2Fb/versions/0ec4345…/infer', isModel)
 * // { model: 'a/b', version: '0ec4345…', asked: 'infer' }
 */
export function parseModelPath(path: string, isModel: (name: string) => boolean): ModelPath | null {
  const readings = [...readingsOf(path)].flatMap(({ model, version, asked }) => {
    const [name, plainVersion] = [decoded(model), version === null ? null : decoded(version)];
    return name === null || name === '' ? [] : [{ model: name, version: plainVersion, asked }];
  });
  readings.sort((one, other) => other.model.length - one.model.length);
  return readings.find(({ model }) => isModel(model)) ?? readings.at(-1) ?? null;
}

function* readingsOf(path: string): Generator<ModelPath> {
  yield* versionsIn(path, 'metadata');
  const end = /^(.+)\/(ready|infer)$/s.exec(path);
  if (end) yield* versionsIn(end[1], end[2] as ModelPath['asked']);
}

function* versionsIn(path: string, asked: ModelPath['asked']): Generator<ModelPath> {
  yield { model: path, version: null, asked };
  const found = /^(.+)\/versions\/([^/]+)$/s.exec(path);
  if (found) yield { model: found[1], version: found[2], asked };
}

function decoded(text: string): string | null {
  try {
    return decodeURIComponent(text);
  } catch {
    return null;
  }
}

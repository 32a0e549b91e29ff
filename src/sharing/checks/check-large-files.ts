// Large models: whether git-lfs is there where it is needed, and which contents are not.

import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { METRICS } from '../../project/layout.ts';
import { configValue } from '../../repository/branches/refs.ts';
import { isRouted, parsePointer, withRoutes } from '../../repository/objects/large-files.ts';
import { installFilters, isHere, lfsVersion } from '../../repository/objects/large-store.ts';
import type { ObjectReader } from '../../repository/objects/object-reader.ts';
import type { Repository } from '../../repository/repository.ts';
import { FIX, type Finding, fine } from './check.ts';

export type LargeContext = {
  repository: Repository;
  reader: ObjectReader;
  /** Branch -> path of its model. */
  models: ReadonlyMap<string, string>;
};

const ATTRIBUTES = '.gitattributes';

/** A merge by hand must not mix lines of what a model owns, nor write into a pointer. */
export async function checkAttributes({ repository, models }: LargeContext): Promise<Finding> {
  const { directory } = repository;
  const file = path.join(directory, ATTRIBUTES);
  const text = await readFile(file, 'utf8').catch(() => '');
  const wanted = [`models/** merge=binary`, `${METRICS.split('/')[0]}/** merge=binary`];
  const missing = wanted.filter(line => !text.split(/\r?\n/).includes(line));
  const binary = [...new Set(models.values())].filter(model => isRouted(withRoutes(''), model));
  const unrouted = binary.filter(model => !isRouted(text, model));
  const lfs = unrouted.length === 0 ? null : await lfsVersion(directory);
  if (missing.length === 0 && lfs === null) {
    return fine('attributes', `${ATTRIBUTES} keeps models out of merges by line`);
  }
  const what = [
    ...(missing.length > 0 ? [`${ATTRIBUTES} lacks ${missing.join(', ')}`] : []),
    ...(lfs === null ? [] : [`${unrouted.join(', ')} could go through git-lfs, and does not`]),
  ];
  return {
    name: 'attributes',
    status: 'warning',
    message: what.join('; '),
    remedy: `${FIX} writes the lines; commit them`,
    async mend() {
      const head = missing.length === 0 ? '' : `${missing.join('\n')}\n`;
      await writeFile(file, lfs === null ? head + text : withRoutes(head + text));
    },
  };
}

/** Contents that are not here are a warning only: each is fetched by whatever needs it. */
export async function checkLargeFiles({ repository, reader, models }: LargeContext): Promise<Finding> {
  const { directory, commonDirectory } = repository;
  const pointers = new Map<string, boolean>();
  for (const [branch, model] of models) {
    const blob = await reader.read(`refs/heads/${branch}:${model}`);
    const pointer = blob?.type === 'blob' ? parsePointer(blob.bytes) : null;
    if (pointer !== null) pointers.set(branch, await isHere(commonDirectory, pointer));
  }
  if (pointers.size === 0) return fine('large-files', 'no model is kept outside Git');
  if ((await lfsVersion(directory)) === null) {
    return {
      name: 'large-files',
      status: 'problem',
      message: `models of ${[...pointers.keys()].slice(0, 5).join(', ')} are kept by git-lfs, which is not installed`,
      remedy: 'install git-lfs (apt-get install git-lfs, brew install git-lfs), then: git-model doctor --fix',
    };
  }
  if ((await configValue(directory, 'filter.lfs.process')) === null) {
    return {
      name: 'large-files',
      status: 'problem',
      message: 'Git does not pass large files through git-lfs in this clone',
      remedy: FIX,
      mend: () => installFilters(directory),
    };
  }
  const absent = [...pointers].filter(([, here]) => !here).map(([branch]) => branch);
  if (absent.length === 0) return fine('large-files', `${pointers.size} models are in the store of git-lfs`);
  return {
    name: 'large-files',
    status: 'warning',
    message: `the models of ${absent.slice(0, 5).join(', ')} are not on this machine: each is fetched when it is needed`,
    remedy: 'git lfs fetch --all brings all of them',
  };
}

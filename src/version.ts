import manifest from '../package.json' with { type: 'json' };

/** The version of git-model that runs; it stands in every provenance. */
export const version: string = manifest.version;

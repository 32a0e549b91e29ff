/**
 * The sections of mv.yaml that training reads: a model is stale where one of these changed, and not where another did.
 * `gates`, `sources`, `monitoring` and sections to come (serving) stay off this list. Apart from the schema, so that whoever compares
 * digests need not load it.
 */
export const TRAINING_SECTIONS = ['problem', 'data', 'features', 'model', 'training', 'validation'] as const;

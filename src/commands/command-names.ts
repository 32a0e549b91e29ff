/**
 * First words that are commands of ours; as `mv <word>` everything else goes to the system's mv.
 * `bin/mv` and `man/git-model.1` hold the same list, and tests compare them.
 */
export const commandNames = [
  'init',
  'experiment',
  'train',
  'ingest',
  'retrain',
  'compare',
  'promote',
  'cycle',
  'rollback',
  'history',
  'reproduce',
  'status',
  'predict',
  'serve',
  'feedback',
  'monitor',
  'ab',
  'clone',
  'push',
  'pull',
  'mount',
  'doctor',
  'help',
  'completion',
] as const;

export type CommandName = (typeof commandNames)[number];

// The gates of an environment, from its own mv.yaml: a branch that is to be judged has no say in them.

import type { Gate } from '../project/gates-schema.ts';
import { CONFIGURATION } from '../project/layout.ts';

/** Of a key that is written otherwise there is a backslash. */
const MENTIONS = /gates|\\/;

/**
 * By name, in the order of the file; none where `text` (mv.yaml of `environment`) says nothing of them, which it takes
 * no YAML parser to see. Throws UserError `invalid-configuration`.
 */
export async function gatesOf(text: string, environment: string): Promise<Record<string, Gate>> {
  if (!MENTIONS.test(text)) return {};
  const { parseConfiguration } = await import('../project/configuration.ts');
  const { gates } = parseConfiguration(text, `${CONFIGURATION} of ${environment}`);
  return Object.hasOwn(gates, environment) ? gates[environment] : {};
}

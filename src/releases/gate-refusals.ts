// Why gates refuse a release, in words.

import type { GateVerdict } from '../gates/verdict.ts';
import type { PromotionFacts } from './promotion-facts.ts';
import { type Refused, refused } from './refusals.ts';

/** Every failing gate with its reason, a line each. */
export function gatesFailed({ environment, branch }: PromotionFacts, gates: readonly GateVerdict[]): Refused {
  const failed = gates.filter(({ passed, forced }) => !passed && !forced);
  const width = Math.max(...failed.map(({ name }) => name.length));
  const lines = failed.map(({ name, reason }) => `  ${name.padEnd(width)}  ${reason}`);
  const count = gates.length === 1 ? 'its gate' : `${failed.length} of ${gates.length} gates`;
  const force = failed.map(({ name }) => `--force-gate ${name}`).join(' ');
  return refused('gate-failed', {
    message: [`${environment.name} does not take ${branch.name}: ${count} failed`, ...lines].join('\n'),
    hint: `${remedyOf(failed)}; or ${force} --reason <why>, which is recorded in the commit`,
    reasons: failed.map(({ name, reason }) => `${name}: ${reason}`),
  });
}

/** What could not be measured is no fault of the model's. */
function remedyOf(failed: readonly GateVerdict[]): string {
  const unsaid = failed.filter(({ value }) => value === null).length;
  if (unsaid === 0) return 'better the model';
  const more = 'see what its measure lacks, most often more rows that neither model was made from';
  return unsaid === failed.length ? more : `better the model; where nothing could be measured, ${more}`;
}

/** Scores that nobody measured, or of another model: no gate can be asked about them. */
export function alteredModel({ branch }: PromotionFacts, file: string): Refused {
  return refused('record-altered', {
    message: `${file} of ${branch.name} is not the file that its provenance names: it was edited after the training`,
    hint: `git switch ${branch.name} && git-model train --force, then promote again`,
    files: [file],
  });
}

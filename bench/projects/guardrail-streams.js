// How often a guardrail is crossed that holds, when it is looked at at every unit.

import { guardrailsOf } from '../../src/ab-test/guardrail-settings.ts';
import { guardrailStates } from '../../src/ab-test/guardrails.ts';
import { addLoss, noLosses } from '../../src/ab-test/loss-moments.ts';
import { ruledOut } from '../../src/ab-test/share-interval.ts';
import { uniforms } from './loss-streams.js';

/**
 * @param {{ losses: { mean: number, draw(u: () => number): number }, metric: 'failures' | 'mae' | 'rmse',
 *   kind: 'at_most' | 'worse_by', units: number, streams: number }} cell
 * The share of streams in which the guardrail was ever crossed, and of those that had an interval. The limit is the true
 * mean (`at_most`), or that both arms are alike (`worse_by`): more it cannot hold.
 */
export function guardrailErrors({ losses, metric, kind, units, streams }) {
  const most = metric === 'rmse' ? Math.sqrt(losses.mean) : losses.mean;
  const written = { metric, action: 'hold', ...(kind === 'worse_by' ? { worse_by: 0 } : { at_most: most }) };
  const isLimitOfShare = metric === 'failures' && kind === 'at_most';
  const guardrails = guardrailsOf({ rail: written }, 'regression');
  let [crossed, judged] = [0, 0];
  for (let stream = 0; stream < streams; stream++) {
    const u = uniforms(15_485_863 * stream + 3);
    const stratum = { baseline: noLosses(), challenger: noLosses() };
    let any = false;
    for (let unit = 1; unit <= units; unit++) {
      if (kind === 'worse_by') addLoss(stratum.baseline, losses.draw(u));
      addLoss(stratum.challenger, losses.draw(u));
      // Most of the time goes into finding the ends of an interval: they are asked for where the limit is ruled out.
      const { count, mean } = stratum.challenger;
      const mayCross = () => mean > most && ruledOut({ sum: mean * count, count, level: 0.95 })(most);
      if (isLimitOfShare && unit < units && !mayCross()) continue;
      const strata = [[[stratum]]];
      const [state] = guardrailStates({ guardrails, challengers: ['b'], strata, level: 0.95 });
      any ||= state.low !== null;
      if (!state.crossed) continue;
      crossed++;
      break;
    }
    if (any) judged++;
  }
  return { crossed: crossed / streams, judged: judged / streams };
}

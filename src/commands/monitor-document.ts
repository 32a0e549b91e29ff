// What `monitor` says, as the document of --json.

import type { Monitored } from '../watching/monitor-branch.ts';
import type { GatheredLog } from './gather-logs.ts';

/** `report`: the file as it was named, where one was asked for; `gathered`: what came from the folders of `--logs`. */
export type MonitorDocument = ReturnType<typeof monitorDocument> & {
  report?: string;
  gathered?: GatheredLog[];
};

export function monitorDocument({ watched, window, judged, against }: Monitored, written: string | null) {
  const { drift, performance, diagnosis, decision } = judged;
  const { relativeMeanDifference, rows: _, ...drifted } = drift;
  const { overall: __, ...performed } = performance;
  return {
    branch: watched.branch.name,
    commit: watched.release,
    window: { from: window.from, to: window.to, rows: window.rows, source: window.source, id: window.id },
    drift: drifted,
    relativeMeanDifference,
    performance: performed,
    diagnosis,
    decision,
    written,
    ...(against === null ? {} : { against }),
  };
}

// The newest verdicts on performance: the metric, the rules and the segments, each against its release, on one scale.

import type { JudgedMetric } from '../../monitoring/decay/judge-performance.ts';
import type { Html } from '../../report/html.ts';
import { intervalTable, type Tone, toneMark } from '../../report/interval-table.ts';
import { formatNumber } from '../../terminal/format.ts';
import { rangeText } from '../describe-verdicts.ts';
import type { JudgedWindow } from '../judge-window.ts';

const TONES: Record<JudgedMetric['verdict'], Tone> = {
  decay: 'bad',
  none: 'good',
  'no-labels': 'unsure',
  'too-few-labels': 'unsure',
};

const WORDS: Record<JudgedMetric['verdict'], string> = {
  decay: 'decay',
  none: 'no decay',
  'no-labels': 'no labels',
  'too-few-labels': 'too few labels',
};

export function performanceTable(performance: JudgedWindow['performance']): Html {
  const { overall, rules, segments } = performance;
  const named: (JudgedMetric & { name: string })[] = [
    { ...performance, verdict: overall, name: 'all rows' },
    ...rules.map(rule => ({ ...rule, name: rule.rule })),
    ...segments.map(segment => ({ ...segment, name: segment.segment })),
  ];
  // Few labels have bounds so wide that nothing else could be seen on their scale.
  const isClear = ({ verdict }: JudgedMetric) => verdict !== 'too-few-labels';
  const hasClear = named.some(isClear);
  const right = (title: string) => ({ title, align: 'right' as const });
  return intervalTable({
    says: 'the newest verdict on the metric, on rules and on segments',
    columns: [
      { title: 'of' },
      { title: 'verdict' },
      { title: 'metric' },
      right('value'),
      right('bound'),
      right('at release, or limit'),
      right('labels'),
      right('windows'),
    ],
    before: 2,
    scaleTitle: '% above or below release',
    rows: named.map(each => ({
      cells: [
        each.name,
        [toneMark(TONES[each.verdict]), WORDS[each.verdict]],
        each.metric,
        formatNumber(each.value),
        rangeText(each),
        formatNumber(each.reference),
        formatNumber(each.labels),
        formatNumber(each.windows),
      ],
      estimate: isClear(each) || !hasClear ? estimateOf(each) : null,
    })),
  });
}

function estimateOf({ value, low, high, reference, verdict }: JudgedMetric) {
  if (value === null || reference === null || reference === 0) return null;
  const share = (of: number | null) => (of === null ? null : (100 * (of - reference)) / Math.abs(reference));
  return { value: share(value)!, low: share(low), high: share(high), tone: TONES[verdict] };
}

import { countFiles } from '../provenance/data-files.ts';
import type { Provenance } from '../provenance/provenance.ts';
import type { Difference } from '../reproduction/differences.ts';
import type { Reproduction } from '../reproduction/reproduce.ts';
import { formatNumber, shortCommit } from '../terminal/format.ts';
import { renderTable } from '../terminal/table.ts';
import type { Context } from './command.ts';

/** The document of --json; its shape is the contract's. */
export type ReproductionDocument = { branch: string | null; commit: string } & Omit<
  Reproduction,
  'provenance'
>;

/** What a person reads: the same or not, from what it was made again, and what differs, by kind. */
export function renderReproduction(
  { colours, width }: Context,
  name: string,
  { commit, reproduced, exact, tolerance, differences }: ReproductionDocument,
  { provenance, fresh }: { provenance: Provenance; fresh: boolean },
): string {
  const which = `${colours.bold(name)} ${shortCommit(commit)}`;
  const { data, source, model, versions } = provenance;
  const count = countFiles(data);
  const files = count === 1 ? '1 file' : `${formatNumber(count)} files`;
  return [
    reproduced
      ? `${colours.green('reproduced')} ${which}: ${
          exact
            ? 'the same model and metrics, byte for byte'
            : `other bytes, and the same metrics to within ${tolerance?.relative}`
        }`
      : `${colours.red('not reproduced')}: ${which}`,
    '',
    `from   src/ ${shortCommit(source.tree)}, data ${shortCommit(data.commit)} (${formatNumber(data.rows)} rows in ${files}), seed ${provenance.seed}`,
    `model  ${model.path}, ${model.kind}, ${model.digest}`,
    `made   by git-model ${versions['git-model']}, Node ${versions.node}${versions.python ? `, Python ${versions.python}` : ''}`,
    ...(fresh
      ? []
      : [
          `${colours.yellow('note:')}  the model is stale: it was made again from the code, settings and data that it was made from`,
        ]),
    ...(differences.length === 0 ? [] : ['', tableOf(differences, width, colours.dim)]),
    ...explanations(differences).flatMap(text => ['', text]),
  ].join('\n');
}

function tableOf(
  differences: readonly Difference[],
  width: number,
  paintTitle: (text: string) => string,
): string {
  return renderTable({
    columns: [
      { title: 'kind', align: 'left' },
      { title: 'what', align: 'left', shrink: 1 },
      { title: 'then', align: 'left', shrink: 2 },
      { title: 'now', align: 'left', shrink: 2 },
    ],
    rows: differences.map(({ kind, what, expected, actual }) => [kind, what, shown(expected), shown(actual)]),
    width,
    paintTitle,
  });
}

/** Numbers whole: where they differ, it may be in the last digit. */
function shown(value: Difference['expected']): string {
  if (value === null) return '-';
  const text = String(value);
  return text.startsWith('sha256:') ? text.slice(0, 19) : text;
}

function explanations(differences: readonly Difference[]): string[] {
  const says = (kind: Difference['kind']) => differences.some(difference => difference.kind === kind);
  return [
    ...(says('machine')
      ? [
          'Trained twice here it comes out the same, from the same data, code, settings and versions: what is left is the machine that made it, or a provenance that was written by hand.',
        ]
      : []),
    ...(says('code')
      ? ['Trained twice here it comes out differently: something in src/ is not determined by its inputs.']
      : []),
    ...(differences.some(({ what }) => what.endsWith(' on the branch'))
      ? ['A file on the branch is not the one that its provenance names: it was edited after the training.']
      : []),
  ];
}

// Every command: what help, completion and the man page say of it. Plain data; `cli/load-command.ts` knows the code.

import { UserError } from '../errors.ts';
import { nearName } from '../project/near-name.ts';
import type { commandNames } from './command-names.ts';

export type OptionSpec = {
  name: string;
  summary: string;
  /** Text that stands for the value; absent for a switch. */
  value?: string;
  repeats?: boolean;
  choices?: readonly string[];
};

type PositionalSpec = {
  name: string;
  summary: string;
  required: boolean;
  repeats?: boolean;
  choices?: readonly string[];
  completes: 'branch' | 'environment' | 'file' | 'folder' | 'command' | null;
};

export type CommandSpec = {
  name: (typeof commandNames)[number];
  summary: string;
  positionals: readonly PositionalSpec[];
  options: readonly OptionSpec[];
  /** Lines a person can paste. */
  examples: readonly string[];
  /** Whether a branch would change: such a command takes --dry-run. */
  changesBranch: boolean;
};

const DRY_RUN: OptionSpec = { name: 'dry-run', summary: 'say what would be done, and do nothing' };

export const commonOptions: readonly OptionSpec[] = [
  { name: 'json', summary: 'print one JSON document on stdout' },
  { name: 'quiet', summary: 'print nothing but errors' },
  { name: 'yes', summary: 'answer every question with yes' },
  { name: 'trust', summary: 'run the code of this repository though it came from a remote' },
  { name: 'C', summary: 'work in this folder, as git does', value: 'folder' },
  { name: 'help', summary: 'show this help' },
];

export const commands: readonly CommandSpec[] = [
  {
    name: 'init',
    summary: 'make a project from a CSV, a folder of CSVs or a Git URL, with a first model on prod',
    positionals: [
      {
        name: 'dir',
        summary: 'folder of the new project; with --automation alone, of one that is there (this one)',
        required: false,
        completes: 'folder',
      },
    ],
    options: [
      {
        name: 'data',
        summary: 'a CSV file, a folder of CSV files, or the URL of a data repository',
        value: 'source',
      },
      { name: 'target', summary: 'the column to predict', value: 'column' },
      { name: 'time', summary: 'the column that orders the rows in time', value: 'column' },
      {
        name: 'time-format',
        summary: 'how its text is read, such as dd/MM/yyyy; of another column: <column>=<format>',
        value: 'format',
        repeats: true,
      },
      {
        name: 'task',
        summary: 'what kind of prediction',
        value: 'task',
        choices: ['regression', 'classification'],
      },
      {
        name: 'exclude',
        summary: 'columns that the model must not see, with commas between',
        value: 'columns',
      },
      { name: 'template', summary: 'the scaffold', value: 'name', choices: ['random-forest', 'python'] },
      { name: 'name', summary: 'name of the project (that of the folder where not said)', value: 'name' },
      { name: 'seed', summary: 'all that is random comes from it (42)', value: 'number' },
      {
        name: 'set',
        summary: 'set a key of mv.yaml before the first training',
        value: 'key=value',
        repeats: true,
      },
      {
        name: 'automation',
        summary:
          'add files for github, gitlab, kestra, cron, container, procfile, with commas between; alone, to a project that is there',
        value: 'names',
      },
      { name: 'dry-run', summary: 'with --automation alone: say what would be added, and do nothing' },
    ],
    examples: [
      'git-model init bikes --data hour.csv --target cnt --time dteday',
      'git-model init churn --data exports/ --target left --exclude customer_id',
      'git-model init --automation github,cron',
    ],
    changesBranch: false,
  },
  {
    name: 'experiment',
    summary: 'branch off a model, ready to edit and train',
    positionals: [{ name: 'name', summary: 'name of the new branch', required: true, completes: null }],
    options: [
      { name: 'from', summary: 'the branch to start from (prod)', value: 'branch' },
      { name: 'set', summary: 'set a key of mv.yaml and commit that', value: 'key=value', repeats: true },
      {
        name: 'worktree',
        summary: 'make a working tree of its own, here or beside this one',
        value: '[folder]',
      },
      DRY_RUN,
    ],
    examples: [
      'git-model experiment feature-x',
      'git-model experiment deeper --set model.trees=300 --worktree',
    ],
    changesBranch: true,
  },
  {
    name: 'train',
    summary: "fit on this branch's pinned data and commit model, metrics, log and provenance as one commit",
    positionals: [],
    options: [
      { name: 'force', summary: 'fit even where the model is fresh' },
      { name: 'message', summary: 'subject of the commit', value: 'text' },
      DRY_RUN,
    ],
    examples: ['git-model train', 'git-model train --message "Rush hours as a feature"'],
    changesBranch: true,
  },
  {
    name: 'ingest',
    summary: 'check new rows and commit them to the data repository as an update',
    positionals: [
      {
        name: 'source',
        summary: 'CSV files, URLs, or - for standard input; the sources of mv.yaml where none is named',
        required: false,
        repeats: true,
        completes: 'file',
      },
    ],
    options: [
      { name: 'date', summary: 'the day that the update is named by (today, UTC)', value: 'YYYY-MM-DD' },
      {
        name: 'skip-rejected',
        summary: 'take the rows that are in order, and write the others to a file of rejects',
      },
      DRY_RUN,
    ],
    examples: ['git-model ingest january.csv --date 2012-01-31', 'git-model ingest'],
    changesBranch: true,
  },
  {
    name: 'retrain',
    summary: 'move a branch to the newest data and train it there; of an environment, on a new branch',
    positionals: [
      {
        name: 'branch',
        summary: 'the branch (the one that is checked out)',
        required: false,
        completes: 'branch',
      },
    ],
    options: [
      { name: 'to', summary: 'this commit, branch or tag of the data, not the newest', value: 'data' },
      { name: 'as', summary: 'leave the branch alone, and make this one', value: 'branch' },
      { name: 'window', summary: 'fit on recent rows alone: set training.window', value: 'last-365-days' },
      { name: 'half-life', summary: 'let older rows count less: set training.half_life', value: '180d' },
      { name: 'if', summary: 'only where it drifts or decays', value: 'drift,decay' },
      { name: 'because', summary: 'why, for the message of the commit', value: 'text' },
      DRY_RUN,
    ],
    examples: ['git-model retrain prod', 'git-model retrain season --window last-365-days'],
    changesBranch: true,
  },
  {
    name: 'compare',
    summary: 'metrics of branches side by side, against production',
    positionals: [
      {
        name: 'branch',
        summary: 'branches to compare; all where none is named',
        required: false,
        repeats: true,
        completes: 'branch',
      },
    ],
    options: [
      { name: 'baseline', summary: 'the branch that the others are held against (prod)', value: 'branch' },
      { name: 'metric', summary: 'the metric to rank by', value: 'metric' },
      {
        name: 'on',
        summary: 'score all of them on the rows of a branch, a data commit or a CSV that none was made from',
        value: 'rows',
      },
      {
        name: 'by',
        summary: 'with --on: where is each better? by a column, or by weekday, hour, month or year',
        value: 'column',
      },
      {
        name: 'report',
        summary: 'with --on: also write a page of charts: intervals, segments, how errors lie',
        value: 'file.html',
      },
      { name: 'markdown', summary: 'a table to paste into a pull request' },
      { name: 'csv', summary: 'comma-separated values' },
    ],
    examples: [
      'git-model compare',
      'git-model compare feature-x deeper --metric mae --markdown',
      'git-model compare feature-x --on prod --by weekday --report comparison.html',
    ],
    changesBranch: false,
  },
  {
    name: 'promote',
    summary: 'release a whole model to an environment with one merge commit',
    positionals: [
      { name: 'branch', summary: 'the branch to release', required: true, completes: 'branch' },
      { name: 'environment', summary: 'where it goes', required: true, completes: 'environment' },
    ],
    options: [
      {
        name: 'retrain',
        summary: 'where the merge makes the model stale: train on the merge, and release that',
      },
      {
        name: 'take-code',
        summary: "where the merge makes the model stale: take the branch's code and configuration whole",
      },
      {
        name: 'allow-stale',
        summary: 'where the merge makes the model stale: release it all the same; recorded in the commit',
      },
      { name: 'as', summary: 'put the merge commit on a new branch, for a pull request', value: 'branch' },
      {
        name: 'force-gate',
        summary: 'release though this gate fails; recorded in the commit, with --reason',
        value: 'name',
        repeats: true,
      },
      { name: 'reason', summary: 'why a gate is forced', value: 'text' },
      DRY_RUN,
    ],
    examples: ['git-model promote feature-x prod --dry-run', 'git-model promote feature-x prod'],
    changesBranch: true,
  },
  {
    name: 'cycle',
    summary: 'unattended: update data, monitor, retrain where that says so, compare, promote, push',
    positionals: [
      { name: 'environment', summary: 'the environment (prod)', required: false, completes: 'environment' },
    ],
    options: [DRY_RUN],
    examples: ['git-model cycle', 'git-model cycle prod --dry-run'],
    changesBranch: true,
  },
  {
    name: 'rollback',
    summary: 'restore the previous release of an environment, as a new commit',
    positionals: [
      { name: 'environment', summary: 'the environment', required: true, completes: 'environment' },
    ],
    options: [{ name: 'to', summary: 'the release or commit to restore', value: 'release' }, DRY_RUN],
    examples: ['git-model rollback prod', 'git-model rollback prod --to 3'],
    changesBranch: true,
  },
  {
    name: 'history',
    summary: 'releases of an environment: when, from where, on which data, how good',
    positionals: [
      { name: 'environment', summary: 'the environment (prod)', required: false, completes: 'environment' },
    ],
    options: [],
    examples: ['git-model history', 'git-model history prod --json'],
    changesBranch: false,
  },
  {
    name: 'reproduce',
    summary: 'make a model again from its provenance alone, and say whether it is the same',
    positionals: [
      {
        name: 'commit',
        summary: 'a branch or a commit (the one that is checked out)',
        required: false,
        completes: 'branch',
      },
    ],
    options: [],
    examples: ['git-model reproduce prod', 'git-model reproduce prod~1 --json'],
    changesBranch: false,
  },
  {
    name: 'status',
    summary: 'environments and experiments: fresh or stale, key metric, data behind',
    positionals: [],
    options: [],
    examples: ['git-model status'],
    changesBranch: false,
  },
  {
    name: 'predict',
    summary: 'predict the rows of a CSV with the model of a branch or commit',
    positionals: [
      { name: 'model', summary: 'a branch or a commit', required: true, completes: 'branch' },
      { name: 'csv', summary: 'the rows; - is standard input', required: true, completes: 'file' },
    ],
    options: [
      { name: 'output', summary: 'write there, whole or not at all, and not to stdout', value: 'file' },
      { name: 'intervals', summary: 'add the ends of the interval that each prediction lies in' },
      { name: 'ids', summary: 'add the prediction id of each row, by which its label can be given later' },
      { name: 'no-log', summary: 'do not log the predictions' },
    ],
    examples: [
      'git-model predict prod new-rows.csv --output predicted.csv',
      'curl -s https://example.org/rows.csv | git-model predict feature-x - | head',
    ],
    changesBranch: false,
  },
  {
    name: 'feedback',
    summary: 'join labels that came later to logged predictions',
    positionals: [
      {
        name: 'csv',
        summary: 'the labels, in columns prediction_id and label; - is standard input',
        required: true,
        completes: 'file',
      },
    ],
    options: [
      {
        name: 'on',
        summary: 'columns that name the row, with commas between, where there are no prediction ids',
        value: 'columns',
      },
    ],
    examples: ['git-model feedback labels.csv', 'git-model feedback sales-of-today.csv --on day,store'],
    changesBranch: false,
  },
  {
    name: 'monitor',
    summary:
      'has a model drifted or decayed? judged on its newest predictions, and written down on its branch',
    positionals: [
      {
        name: 'branch',
        summary: 'a branch with a model (the main environment where not said)',
        required: false,
        completes: 'branch',
      },
    ],
    options: [
      { name: 'data', summary: 'judge the rows of this CSV; - is standard input', value: 'csv' },
      {
        name: 'against',
        summary: 'judge drift against the rows of this CSV, not those of the training; nothing is written',
        value: 'csv',
        repeats: true,
      },
      {
        name: 'logs',
        summary: 'first bring the log of a server that is elsewhere: what it has as .git/mv, or a copy',
        value: 'folder',
        repeats: true,
      },
      { name: 'exit-code', summary: 'exit 5 where there is drift or decay' },
      { name: 'no-commit', summary: 'write nothing' },
      { name: 'markdown', summary: 'verdicts and flagged columns to paste into a pull request' },
      {
        name: 'report',
        summary: 'also write a page of charts: columns against their reference, drift and decay over time',
        value: 'file.html',
      },
    ],
    examples: [
      'git-model monitor prod',
      'git-model monitor prod --data today.csv --exit-code',
      'git-model monitor prod --data june-2025.csv --against june-2024.csv',
      'git-model monitor prod --report monitoring.html',
    ],
    changesBranch: true,
  },
  {
    name: 'ab',
    summary: 'which arm of an experiment wins, by the labels of what was served, at every look',
    positionals: [
      {
        name: 'experiment',
        summary: 'its name in mv.yaml, or that given to serve (the only one)',
        required: false,
        completes: null,
      },
    ],
    options: [
      { name: 'plan', summary: 'how many labelled units it takes, before it starts' },
      {
        name: 'act',
        summary: 'where a guardrail was crossed, commit weights to the environment that heed it',
      },
      { name: 'markdown', summary: 'a table to paste into a pull request' },
      { name: 'report', summary: 'also write a page with the intervals', value: 'file.html' },
      DRY_RUN,
    ],
    examples: ['git-model ab', 'git-model ab checkout --plan', 'git-model ab checkout --act --json'],
    changesBranch: true,
  },
  {
    name: 'serve',
    summary:
      'answer HTTP with the models of branches, sharing requests by weight, and follow them as they move',
    positionals: [
      {
        name: 'branch',
        summary: 'a branch, or <branch>=<weight>; none for the arms of --experiment in mv.yaml',
        required: false,
        repeats: true,
        completes: 'branch',
      },
    ],
    options: [
      { name: 'port', summary: 'where it listens (8080); 0 takes a free one', value: 'number' },
      { name: 'host', summary: 'the address it listens on (127.0.0.1)', value: 'address' },
      {
        name: 'shadow',
        summary: 'predict with this branch too, log that, and answer nobody with it',
        value: 'branch',
      },
      {
        name: 'unit',
        summary: 'the field of a request that says who it is for: the same unit meets the same branch',
        value: 'field',
      },
      {
        name: 'experiment',
        summary: 'what units are assigned by, and logged under (name of the project)',
        value: 'id',
      },
      {
        name: 'follow',
        summary: 'serve the branches of this remote, and fetch them again and again',
        value: 'remote',
      },
      { name: 'every', summary: 'with --follow: seconds between two fetches (30)', value: 'seconds' },
      { name: 'max-megabytes', summary: 'MiB that a request may have (16)', value: 'number' },
      { name: 'workers', summary: 'processes that answer behind the one port (1)', value: 'number' },
    ],
    examples: ['git-model serve prod', 'git-model serve prod=90 feature-x=10 --unit customer --port 9000'],
    changesBranch: false,
  },
  {
    name: 'clone',
    summary: 'a project with its branches and its data, ready to work in',
    positionals: [
      { name: 'url', summary: 'where the project is', required: true, completes: null },
      { name: 'dir', summary: 'the folder to make', required: false, completes: 'folder' },
    ],
    options: [],
    examples: [
      'git-model clone https://example.org/team/bikes.git',
      'git-model clone host:bikes.git --trust',
    ],
    changesBranch: false,
  },
  {
    name: 'push',
    summary: 'publish the data, then environments and experiments; forward only',
    positionals: [{ name: 'remote', summary: 'the remote (origin)', required: false, completes: null }],
    options: [DRY_RUN],
    examples: ['git-model push', 'git-model push --dry-run'],
    changesBranch: true,
  },
  {
    name: 'pull',
    summary: 'fetch project and data, bring branches and working trees forward, say what was released',
    positionals: [{ name: 'remote', summary: 'the remote (origin)', required: false, completes: null }],
    options: [DRY_RUN],
    examples: ['git-model pull'],
    changesBranch: true,
  },
  {
    name: 'mount',
    summary: 'a read-only folder that leads to the files of a branch, and follows it',
    positionals: [
      { name: 'branch', summary: 'the branch to follow', required: true, completes: 'branch' },
      {
        name: 'folder',
        summary: 'the link to make; its versions lie hidden beside it',
        required: true,
        completes: 'folder',
      },
    ],
    options: [
      { name: 'once', summary: 'bring it to where the branch stands now, and end' },
      { name: 'remove', summary: 'take the folder and its versions away' },
      {
        name: 'follow',
        summary: 'fetch this remote again and again, and follow its branch',
        value: 'remote',
      },
      { name: 'every', summary: 'with --follow: seconds between two fetches (30)', value: 'seconds' },
    ],
    examples: [
      'git-model mount prod /srv/model',
      'git-model mount prod /srv/model --follow origin --every 60',
    ],
    changesBranch: false,
  },
  {
    name: 'doctor',
    summary: 'what is wrong with this clone, and how to mend it',
    positionals: [],
    options: [
      { name: 'fix', summary: 'mend what can be mended without a choice of yours' },
      { name: 'remote', summary: 'ask the remotes too whether they answer' },
    ],
    examples: ['git-model doctor', 'git-model doctor --fix'],
    changesBranch: false,
  },
  {
    name: 'completion',
    summary: 'print a completion script for a shell',
    positionals: [
      {
        name: 'shell',
        summary: 'bash, zsh or fish',
        required: true,
        choices: ['bash', 'zsh', 'fish'],
        completes: null,
      },
    ],
    options: [],
    examples: ['git-model completion bash > ~/.local/share/bash-completion/completions/git-model'],
    changesBranch: false,
  },
  {
    name: 'help',
    summary: 'show help on a command, or on mv.yaml',
    positionals: [{ name: 'topic', summary: 'a command, or mv.yaml', required: false, completes: 'command' }],
    options: [],
    examples: ['git-model help train', 'git-model help mv.yaml'],
    changesBranch: false,
  },
];

/** Throws UserError `usage`, with the near name. */
export function commandNamed(name: string): CommandSpec {
  const spec = commands.find(command => command.name === name);
  if (spec) return spec;
  const names = commands.map(command => command.name);
  const near = nearName(name, names);
  throw usage(
    name.startsWith('-') ? `a command is expected before ${name}` : `there is no command "${name}"`,
    near ? `did you mean "${near}"?` : `commands: ${names.join(', ')}`,
  );
}

/** `git-model experiment <name> [options]` */
export function usageLine(spec: CommandSpec): string {
  const words = spec.positionals.map(({ name, required, repeats }) => {
    const word = `${name}${repeats ? '…' : ''}`;
    return required ? `<${word}>` : `[${word}]`;
  });
  return ['git-model', spec.name, ...words, '[options]'].join(' ');
}

/** A call that the program does not understand. */
export function usage(message: string, hint: string): UserError {
  return new UserError(message, { code: 'usage', hint });
}

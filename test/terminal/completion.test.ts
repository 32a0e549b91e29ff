// The scripts in the shells themselves, in a real repository with branch names that mean mischief.

import { execFileSync, spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite, test } from 'uvu';
import * as assert from 'uvu/assert';
import { type CompletionShell, completionScript, completionShells } from '../../src/terminal/completion.ts';

const program = {
  commands: [
    {
      name: 'init',
      summary: "makes a project: it's [new]",
      positionals: [{ name: 'dir', completes: 'folder' as const }],
      options: [
        { name: 'data', summary: 'where from', value: 'source' },
        { name: 'task', summary: 'which', value: 'task', choices: ['regression', 'classification'] },
        { name: 'set', summary: 'a key', value: 'key=value', repeats: true },
      ],
    },
    {
      name: 'train',
      summary: 'fits',
      positionals: [],
      options: [
        { name: 'force', summary: 'anyway' },
        { name: 'message', summary: 'subject', value: 'text' },
      ],
    },
    {
      name: 'compare',
      summary: 'shows',
      positionals: [{ name: 'branch', completes: 'branch' as const, repeats: true }],
      options: [{ name: 'baseline', summary: 'against', value: 'branch' }],
    },
    {
      name: 'promote',
      summary: 'releases',
      positionals: [
        { name: 'branch', completes: 'branch' as const },
        { name: 'environment', completes: 'environment' as const },
      ],
      options: [{ name: 'as', summary: 'on a branch', value: 'branch' }],
    },
    {
      name: 'completion',
      summary: 'prints',
      positionals: [{ name: 'shell', completes: null, choices: completionShells }],
      options: [],
    },
    {
      name: 'help',
      summary: 'helps',
      positionals: [{ name: 'topic', completes: 'command' as const }],
      options: [],
    },
  ],
  commonOptions: [
    { name: 'json', summary: 'one document' },
    { name: 'C', summary: 'there', value: 'folder' },
  ],
};
const names = ['init', 'train', 'compare', 'promote', 'completion', 'help'];

const HOSTILE = ['$(>owned)', '`>owned`', "it's", 'a;>owned', 'x=y', 'naïve'];
const root = fs.mkdtempSync(join(tmpdir(), 'git-model completion '));
test.after(() => fs.rmSync(root, { recursive: true, force: true }));

// The same for every machine: no configuration and no home of whoever runs this.
const env = {
  PATH: process.env.PATH ?? '',
  HOME: root,
  LC_ALL: 'C.UTF-8',
  TERM: 'dumb',
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_AUTHOR_NAME: 'a',
  GIT_AUTHOR_EMAIL: 'a@example.org',
  GIT_COMMITTER_NAME: 'a',
  GIT_COMMITTER_EMAIL: 'a@example.org',
};

function repository(name: string, branches: string[], yaml: string): string {
  const cwd = join(root, name);
  fs.mkdirSync(cwd);
  const git = (...words: string[]) => execFileSync('git', words, { cwd, env });
  git('init', '--quiet', '--initial-branch=prod');
  fs.writeFileSync(join(cwd, 'mv.yaml'), yaml);
  git('add', 'mv.yaml');
  git('commit', '--quiet', '--message=first');
  for (const branch of branches) git('branch', branch);
  fs.mkdirSync(join(cwd, 'trainings'));
  fs.writeFileSync(join(cwd, 'train.csv'), '');
  return cwd;
}

const project = repository(
  'project with spaces',
  ['feature-x', 'feature-y', 'client-a/live', ...HOSTILE],
  'problem:\n  target: prod\nenvironments: [prod, "client-a/live"] # both\nfeatures:\n  - feature-x\n',
);
const blockStyle = repository(
  'block',
  ['staging', 'other'],
  "environments:\n- prod\n  # why\n- 'staging'\ntraining: {}\n",
);
const noList = repository('none', ['only'], 'problem: {}\n');
const branches = ['prod', 'feature-x', 'feature-y', 'client-a/live', ...HOSTILE];

const scripts = Object.fromEntries(
  completionShells.map(shell => {
    const path = join(root, `completion.${shell}`);
    fs.writeFileSync(path, completionScript(shell, program));
    return [shell, path];
  }),
);

type Ask = (line: string, cwd?: string) => string[];
const sorted = (words: string[]) => [...new Set(words)].sort();

/** bash hands over words already split; the last is the one at the cursor. Answers are words as they are inserted. */
const askBash: Ask = (line, cwd = project) => {
  const words = line.split(' ');
  const harness = `
    source "$1"; shift
    [[ -r /usr/share/bash-completion/completions/git ]] && source /usr/share/bash-completion/completions/git
    COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); COMP_LINE="$*"; COMP_POINT=\${#COMP_LINE}
    case $1 in git-model) f=_git_model_program ;; mv) f=_git_model_mv ;; git) f=_git_model ;; esac
    "$f" "$1" "\${COMP_WORDS[COMP_CWORD]}" "\${COMP_WORDS[COMP_CWORD-1]}"
    # Each answer goes through the shell once, as it would on the command line.
    for answer in "\${COMPREPLY[@]}"; do eval "set -- $answer"; printf '%s\\n' "$*"; [[ $# -eq 1 ]] || exit 9; done`;
  const { stdout, stderr, status } = spawnSync(
    'bash',
    ['--norc', '-c', harness, 'bash', scripts['bash'], ...words],
    {
      cwd,
      env,
      encoding: 'utf8',
    },
  );
  assert.is(stderr, '', line);
  assert.is(status, 0, line);
  return sorted(stdout.split('\n').filter(Boolean));
};

const askFish: Ask = (line, cwd = project) => {
  const { stdout, stderr } = spawnSync(
    'fish',
    ['--no-config', '-c', 'source $argv[1]; complete -C $argv[2]', scripts['fish'], line],
    { cwd, env, encoding: 'utf8' },
  );
  assert.is(stderr, '', line);
  return sorted(
    stdout
      .split('\n')
      .map(candidate => candidate.split('\t')[0])
      .filter(Boolean),
  );
};

/** An interactive zsh in a terminal of its own, with completion as a person has it; prints what compadd took. */
const askZsh: Ask = (line, cwd = project) => {
  const harness = `
    zmodload zsh/zpty
    out=$1 script=$2 line=$3
    zpty -b shell zsh -f -i
    zpty -w shell "PS1= PS2=; stty -echo; autoload -Uz compinit; compinit -u -D; source \${(q)script}"
    zpty -w shell 'compadd() { local -a seen; if [[ " $* " != *" -[OAD] "* ]]; then builtin compadd -A seen "$@"; print -rl -- "\${(@Q)seen}" >>$out; fi; builtin compadd "$@" }'
    zpty -w shell "out=\${(q)out}; finish() { print -r -- DONE >>\\$out }; zle -N finish; bindkey '^T' list-choices; bindkey '^Y' finish"
    zpty -w -n shell "$line"$'\\C-t\\C-y'
    for ((i = 0; i < 500; i++)); do [[ -e $out && "$(<$out)" == *DONE* ]] && break; sleep 0.02; done
    zpty -d shell`;
  const out = join(root, 'zsh.out');
  fs.rmSync(out, { force: true });
  const { stderr } = spawnSync('zsh', ['-f', '-c', harness, 'zsh', out, scripts['zsh'], line], {
    cwd,
    env: { ...env, TERM: 'xterm' },
    encoding: 'utf8',
    timeout: 30_000,
  });
  assert.is(stderr, '', line);
  const lines = fs.readFileSync(out, 'utf8').split('\n');
  assert.ok(lines.includes('DONE'), `zsh never finished ${line}`);
  // Where there is nothing else, zsh offers options without being asked for them.
  const asked = (text: string) => / -\S*$/.test(line) || !text.startsWith('-');
  return sorted(lines.filter(text => text !== '' && text !== 'DONE' && asked(text)));
};

const shells: Record<CompletionShell, Ask> = { bash: askBash, zsh: askZsh, fish: askFish };

for (const shell of completionShells) {
  const tests = suite(shell);
  const ask = shells[shell];
  const installed = spawnSync(shell, ['-c', ':']).status === 0;
  if (!installed) {
    console.log(`(${shell} is not on this machine: its completion is not tried)`);
    continue;
  }

  tests('the script is one that the shell can read', () => {
    assert.is(spawnSync(shell, ['-n', scripts[shell]], { env, encoding: 'utf8' }).stderr, '');
  });

  tests('the first word is a command, and git model is the same program', () => {
    assert.equal(ask('git-model '), sorted(names));
    assert.equal(ask('git-model com'), ['compare', 'completion']);
    assert.equal(ask('git model com'), ['compare', 'completion']);
    assert.equal(ask('git-model help p'), ['promote']);
    assert.equal(ask('git-model completion f'), ['fish']);
  });

  tests('branches stand where branches belong, whatever their names, and nothing in them runs', () => {
    assert.equal(ask('git-model compare '), sorted(branches));
    assert.equal(ask('git-model compare feature-x feature-'), ['feature-x', 'feature-y']);
    assert.equal(ask('git model promote fe'), ['feature-x', 'feature-y']);
    assert.equal(ask('git-model compare --baseline fe'), ['feature-x', 'feature-y']);
    assert.equal(ask('git-model train --message text --f'), ['--force']);
    assert.not(fs.existsSync(join(project, 'owned')));
  });

  tests('environments are those that mv.yaml lists, or all branches', () => {
    assert.equal(ask('git-model promote feature-x '), ['client-a/live', 'prod']);
    assert.equal(ask('git-model promote x ', blockStyle), ['prod', 'staging']);
    assert.equal(ask('git-model promote x ', noList), ['only', 'prod']);
    assert.equal(ask('git-model promote x ', root), []);
  });

  tests('-C looks into the other repository', () => {
    assert.equal(ask('git-model -C ../block compare o'), ['other']);
  });

  tests('options come with a dash, their choices after them', () => {
    const found = ask('git-model train --');
    for (const flag of ['--force', '--message', '--json'])
      assert.ok(
        found.some(text => text.startsWith(flag)),
        flag,
      );
    assert.equal(ask('git-model init --task '), ['classification', 'regression']);
  });

  tests('mv has our commands beside the files of the first word, and files alone elsewhere', () => {
    const first = ask('mv tr');
    assert.ok(first.includes('train'), first.join());
    assert.ok(first.includes('train.csv'), first.join());
    assert.equal(ask('mv promote fe'), ['feature-x', 'feature-y']);
    // What bash and zsh complete by themselves does not pass through the script.
    assert.not(ask('mv train.csv f').includes('feature-x'));
  });

  tests('mv with a file of a command’s name in the folder completes files after it', () => {
    const file = join(project, 'promote');
    fs.writeFileSync(file, '');
    try {
      assert.not(ask('mv promote fe').includes('feature-x'));
    } finally {
      fs.rmSync(file);
    }
  });

  tests.run();
}

test('an apostrophe, a bracket or a colon in a summary stays text', () => {
  assert.match(completionScript('fish', program), "'makes a project: it\\'s [new]'");
  assert.match(completionScript('bash', program), /^complete -F _git_model_program git-model$/m);
});

test.run();

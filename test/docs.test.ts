// Documents are claims: what they list is there, what is there they list, and their links lead somewhere.

import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { commandNames } from '../src/commands/command-names.ts';
import { commands, commonOptions } from '../src/commands/specs.ts';
import { CALENDAR_PARTS } from '../src/features/calendar.ts';
import { describeConfiguration } from '../src/project/describe-configuration.ts';
import { ENVIRONMENT_OWNED, MODEL_OWNED } from '../src/project/layout.ts';
import { TRAILER } from '../src/releases/release.ts';
import { makeProject, Sandbox, testEnvironment } from './support/project.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const read = (file: string) => readFileSync(path.join(root, file), 'utf8');

const documents = execFileSync(
  'git',
  ['ls-files', '-z', '--cached', '--others', '--exclude-standard', '--', '*.md'],
  { cwd: root, encoding: 'utf8' },
)
  .split('\0')
  .filter(file => file !== '' && existsSync(path.join(root, file)));

const commandLine = read('docs/command-line.md');
const formats = read('docs/formats.md');

/** Text under `## <title>`, up to the next heading of its level. */
function section(text: string, title: string): string {
  const [, body] = text.split(`\n## ${title}\n`);
  assert.ok(body, `there is a section "${title}"`);
  return body.split(/\n## /)[0];
}

/** Content of the fenced blocks of a language (an empty one for those without). */
function blocks(text: string, language: string): string[] {
  return [...text.matchAll(/^```(\S*)\n([\s\S]*?)^```$/gm)]
    .filter(([, found]) => found === language)
    .map(([, , content]) => content);
}

function withoutCode(text: string): string {
  return text.replace(/^```[\s\S]*?^```$/gm, '').replace(/`[^`\n]*`/g, '');
}

test('every command and each of its options stands in docs/command-line.md', () => {
  for (const name of commandNames) section(commandLine, name);
  for (const { name, options } of commands) {
    const text = section(commandLine, name);
    const absent = options.map(option => `--${option.name}`).filter(option => !text.includes(option));
    assert.equal(absent, [], name);
  }
  const everywhere = section(commandLine, 'Everywhere');
  for (const { name } of commonOptions)
    assert.ok(everywhere.includes(name.length === 1 ? `\`-${name} ` : `--${name}\``), name);
});

test('docs/command-line.md speaks of no option that is not there', () => {
  const known = new Set(
    [...commonOptions, ...commands.flatMap(({ options }) => options)].map(({ name }) => name),
  );
  for (const { name } of commands) {
    const listed = [...section(commandLine, name).matchAll(/^\| `--([a-z-]+)/gm)].map(match => match[1]);
    assert.equal(
      listed.filter(option => !known.has(option)),
      [],
      name,
    );
  }
});

test('every error code of src/ is explained, and every code that is explained is there', () => {
  const sources = readdirSync(path.join(root, 'src'), { recursive: true })
    .map(String)
    .filter(file => file.endsWith('.ts'))
    .map(file => read(path.join('src', file)));
  const thrown = new Set(
    sources.flatMap(text =>
      [...text.matchAll(/\bcode: ((?:'[a-z0-9-]+'(?:\s*\|\s*)?)+)/g)].flatMap(match =>
        [...match[1].matchAll(/'([^']+)'/g)].map(code => code[1]),
      ),
    ),
  );
  assert.ok(thrown.size > 50);
  const listed = [...section(commandLine, 'Error codes').matchAll(/^\| `([a-z0-9-]+)` \|/gm)].map(
    match => match[1],
  );
  assert.equal(
    [...thrown].filter(code => !listed.includes(code)),
    [],
    'codes that no document explains',
  );
  assert.equal(
    listed.filter(code => !sources.some(text => text.includes(`'${code}'`))),
    [],
    'codes that nothing throws',
  );
  assert.equal(
    listed.filter((code, index) => listed.indexOf(code) !== index),
    [],
    'codes that stand twice',
  );
});

test('every key of mv.yaml stands in docs/formats.md with its default, and no other does', () => {
  // Those of our own models are in docs/learners.md: test/models/learners-document.test.ts.
  const described = [...describeConfiguration().matchAll(/^ {2}([a-z_.]+)(?: = (\S+)|:)? /gm)].filter(
    ([, key]) => /^model\.(kind|file|parameters)$/.test(key) || !key.startsWith('model.'),
  );
  assert.ok(described.length > 10);
  const table = new Map(
    [...section(formats, 'mv.yaml').matchAll(/^\| `([a-z_.]+)` \| (.*?) \|/gm)].map(([, key, value]) => [
      key,
      value,
    ]),
  );
  const plain = (text: string) => text.replace(/["'`\s]/g, '');
  for (const [, key, value] of described) {
    assert.ok(table.has(key), `${key} is listed`);
    if (value !== undefined) assert.is(plain(table.get(key)!), plain(value), `the default of ${key}`);
  }
  const known = [...described.map(([, key]) => key), 'type', 'format', 'calendar'];
  assert.equal(
    [...table.keys()].filter(key => !known.includes(key)),
    [],
  );
});

test('calendar parts, trailers and owned paths are those of the code', () => {
  for (const part of CALENDAR_PARTS) assert.ok(formats.includes(`\`${part}\``), part);
  for (const trailer of Object.values(TRAILER)) assert.ok(formats.includes(`| \`${trailer}\` |`), trailer);
  const owners = section(read('docs/design.md'), 'Ownership');
  for (const owned of [...MODEL_OWNED, ...ENVIRONMENT_OWNED])
    assert.ok(owners.includes(`\`${owned}\``) || owners.includes(`\`${owned}/\``), owned);
});

test('the documents of docs/command-line.md have the fields of the real ones', async () => {
  const example = (name: string) => JSON.parse(blocks(section(commandLine, name), 'json')[0]);
  const project = await makeProject();
  const real: Record<string, any> = {};
  real['experiment'] = await project.json('experiment', 'feature-x');
  await project.addFeature('warm: row.temp > 10');
  real['train'] = await project.json('train');
  real['compare'] = await project.json('compare');
  real['promote'] = await project.json('promote', 'feature-x', 'prod');
  real['history'] = await project.json('history');
  real['status'] = await project.json('status');
  real['predict'] = await project.json('predict', 'prod', '../sales.csv', '--output', '../out.csv');
  real['rollback'] = await project.json('rollback', 'prod');
  const init = await project.sandbox.mv([
    ...['init', 'again', '--data', 'sales.csv', '--target', 'sales', '--json'],
    ...['--set', 'model.trees=1'],
  ]);
  real['init'] = init.document();
  for (const [name, document] of Object.entries(real)) {
    const shown = example(name);
    assert.equal(Object.keys(shown), Object.keys(document), name);
    for (const key of Object.keys(shown)) {
      const [one, other] = [shown[key], document[key]].map(value =>
        Array.isArray(value) ? value[0] : value,
      );
      if (one && other && typeof one === 'object' && key !== 'metrics' && key !== 'parameters')
        assert.equal(Object.keys(one).sort(), Object.keys(other).sort(), `${name}.${key}`);
    }
  }
  await project.remove();
});

test('every JSON example can be parsed', () => {
  for (const file of documents) {
    for (const text of blocks(read(file), 'json'))
      assert.not.throws(() => JSON.parse(text), `${file}: ${text.slice(0, 60)}`);
  }
});

/** The name that a host gives a heading: lower case, without punctuation, spaces as hyphens. */
function anchorsOf(text: string): string[] {
  return [...text.replace(/^```[\s\S]*?^```$/gm, '').matchAll(/^#+ (.+)$/gm)].map(([, heading]) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, '')
      .replace(/\s/g, '-'),
  );
}

test('every relative link leads to a file and a heading that are there', () => {
  const lost: string[] = [];
  for (const file of documents) {
    for (const [, target] of withoutCode(read(file)).matchAll(/\]\(([^)\s]+)\)/g)) {
      if (/^[a-z]+:/.test(target)) continue;
      const [name, anchor] = target.split('#');
      const place = name === '' ? file : path.join(path.dirname(file), name);
      if (!existsSync(path.join(root, place))) lost.push(`${file}: ${target}`);
      else if (anchor && !anchorsOf(read(place)).includes(anchor)) lost.push(`${file}: ${target}`);
    }
  }
  assert.equal(lost, []);
});

test('the commands that README.md and CONTRIBUTING.md tell to type are scripts of package.json', () => {
  const { scripts, version, engines } = JSON.parse(read('package.json'));
  for (const file of ['README.md', 'CONTRIBUTING.md']) {
    const typed = [...read(file).matchAll(/\bnpm (start|test|run ([a-z:]+))/g)].map(
      match => match[2] ?? match[1],
    );
    assert.equal(
      typed.filter(name => !(name in scripts)),
      [],
      file,
    );
  }
  const readme = read('README.md');
  assert.match(readme, /^npm start\b/m);
  assert.match(readme, /^npm test\b/m);
  assert.ok(readme.includes(`git-model-${version}.tgz`), 'the tarball bears the version');
  assert.ok(readme.includes(`Node ${engines.node.replace('>=', '')}`), 'the oldest Node');
  for (const name of commandNames) assert.ok(readme.includes(`\`${name}\``), `README.md names ${name}`);
});

test('no document names a folder of the machine it was written on', () => {
  const own = /(^|[\s"'`(=])\/(work|root|home|Users|tmp)\//;
  const found = documents.flatMap(file =>
    read(file)
      .split('\n')
      .flatMap((line, index) =>
        own.test(line) || line.includes(root) ? [`${file}:${index + 1}: ${line}`] : [],
      ),
  );
  assert.equal(found, []);
});

/** What differs from run to run is hidden: ids, times, and how wide a column came out. */
function comparable(line: string): string {
  return line
    .replace(/\b[0-9a-f]{7}\b/g, '<id>')
    .replace(/\d{4}-\d\d-\d\d \d\d:\d\dZ/g, '<time>')
    .replace(/\s+/g, ' ')
    .trim();
}

test('the tour of README.md is what npm start prints', async () => {
  const sandbox = await Sandbox.make();
  const { status, stdout, stderr } = spawnSync(process.execPath, [path.join(root, 'scripts/tour.js')], {
    encoding: 'utf8',
    env: testEnvironment(sandbox.home, {
      TMPDIR: sandbox.root,
      GIT_AUTHOR_NAME: 'A visitor',
      GIT_COMMITTER_NAME: 'A visitor',
    }),
  });
  assert.is(status, 0, stderr);
  const printed = new Set(stdout.split('\n').map(comparable));
  const readme = read('README.md');
  const shown = [blocks(readme, '')[0], ...blocks(section(readme, 'The tour'), '')].join('\n').split('\n');
  assert.equal(
    shown.map(comparable).filter(line => !printed.has(line)),
    [],
  );
  await sandbox.remove();
});

test.run();

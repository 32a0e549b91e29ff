import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { jsonSchema } from '../../src/project/json-schema.ts';
import type { Draft } from '../../src/scaffolding/draft.ts';
import { scaffoldFiles } from '../../src/scaffolding/scaffold-files.ts';
import { valueIn } from '../../src/scaffolding/value-in.ts';

const DRAFT: Draft = {
  name: 'bikes',
  task: 'regression',
  target: 'cnt',
  time: undefined,
  columns: ['temp', 'cnt'].map(name => ({ name, type: 'numeric', missing: 0, reason: '' })),
  calendar: new Map(),
  exclude: [],
  files: ['initial/*.csv'],
  seed: 42,
};

const scaffold = (draft: Partial<Draft> = {}, url = '../bikes-data.git', assignments: string[] = []) =>
  scaffoldFiles({
    draft: { ...DRAFT, ...draft },
    assignments,
    template: 'random-forest',
    url,
    usesLfs: false,
  });

test('a scaffold has its dotfiles, its schema and nothing of the template left to fill in', async () => {
  const { files } = await scaffold();
  assert.equal([...files.keys()].sort(), [
    '.gitattributes',
    '.gitignore',
    '.mv/schema.json',
    'README.md',
    'mv.yaml',
    'src/features.js',
  ]);
  assert.is(files.get('.mv/schema.json'), jsonSchema());
  assert.match(files.get('mv.yaml')!, /^# yaml-language-server: \$schema=\.mv\/schema\.json\n/);
  for (const [name, text] of files) {
    assert.not.match(text, /\{\{|\}\}|undefined/, name);
    assert.ok(text.endsWith('\n'), name);
  }
});

test('the README says how the data are shared: beside the project, on this machine, or elsewhere', async () => {
  const readme = async (url: string) => (await scaffold({}, url)).files.get('README.md')!;
  assert.match(
    await readme('../bikes-data.git'),
    'git -c protocol.file.allow=always submodule update --init data',
  );
  assert.match(await readme('/srv/data.git'), 'the repository `/srv/data.git` of this machine');
  assert.match(await readme('https://host/data.git'), 'git clone --recurse-submodules <url of bikes>');
});

test('names that Markdown would read as its own stay names', async () => {
  const { files, configuration } = await scaffold({
    name: 'my *best* <b>',
    columns: [...DRAFT.columns, { ...DRAFT.columns[0], name: 'a`b' }],
    target: 'a`b',
  });
  assert.is(configuration.name, 'my *best* <b>');
  assert.match(files.get('README.md')!, '# my \\*best\\* \\<b\\>\n');
  assert.match(files.get('README.md')!, 'Predicts `a b` (regression)');
});

test('--set is in the file before anything is trained', async () => {
  const { files, configuration } = await scaffold({}, '../d.git', ['model.trees=5', 'name=cars']);
  assert.is(configuration.model.kind === 'random-forest' && configuration.model.trees, 5);
  assert.match(files.get('README.md')!, '# cars\n');
});

test('what must be known of --set before the draft is read from the last of its kind', () => {
  assert.equal(valueIn(['data.files=[a.csv]', 'data.files=["b*.csv"]'], 'data.files'), ['b*.csv']);
  assert.is(valueIn(['data.separator=;'], 'data.separator'), ';');
  assert.is(valueIn(['data.separators=;', 'x'], 'data.separator'), undefined);
  assert.is(valueIn(['data.files=[a'], 'data.files'), undefined);
});

test.run();

// Disks that are full, read-only or not for us. Needs the right to mount; skipped with a word elsewhere.

import { cp, mkdir, readdir, readFile, rm, statfs, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { ask } from '../support/asking.ts';
import { makeProject, Project, type Ran, runProgram } from '../support/project.ts';
import { endServers, serve } from '../support/server.ts';
import { requireSettled, requireWhole } from './whole.ts';

const run = (...words: string[]) =>
  runProgram(words[0], words.slice(1), { directory: '/', environment: { PATH: process.env['PATH'] } });

async function mayMount(): Promise<boolean> {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return false;
  const folder = `/tmp/git-model-mount-${process.pid}`;
  await mkdir(folder);
  const mounted = (await run('mount', '-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', folder)).exitCode === 0;
  if (mounted) await run('umount', folder);
  await rm(folder, { recursive: true });
  return mounted;
}

const FEATURES = (factor: number) =>
  `export function features(row) {\n  return { ...row, twice: row.temp * ${factor} };\n}\n`;

/** Gives `use` the project on a file system of its own of 8 MiB, with an edit that waits to be trained. */
async function onDisk(use: (project: Project, disk: string) => Promise<void>): Promise<void> {
  const made = await makeProject();
  const disk = made.sandbox.path('disk');
  await mkdir(disk);
  const mounted = await run('mount', '-t', 'tmpfs', '-o', 'size=8m', 'tmpfs', disk);
  assert.is(mounted.exitCode, 0, mounted.stderr);
  try {
    for (const name of ['shop', 'shop-data.git']) {
      await cp(made.sandbox.path(name), path.join(disk, name), { recursive: true, preserveTimestamps: true });
    }
    const project = new Project(made.sandbox, path.join(disk, 'shop'));
    await project.git('update-index', '-q', '--refresh');
    await project.json('experiment', 'feature-x');
    await project.write('src/features.js', FEATURES(2));
    await use(project, disk);
  } finally {
    await run('umount', disk);
    await made.remove();
  }
}

async function fillUp(disk: string, leave: number): Promise<string> {
  const { bavail, bsize } = await statfs(disk);
  const file = path.join(disk, 'filler');
  await writeFile(file, Buffer.alloc(Math.max(0, bavail * bsize - leave)));
  return file;
}

function requireSaid(ran: Ran, code: string, what: string): void {
  const { error } = ran.document();
  assert.is(ran.exitCode, 1, `${what}: exit ${ran.exitCode}: ${error.message}`);
  assert.is(error.code, code, `${what}: ${error.message}`);
  assert.ok(error.hint, `${what}: a remedy`);
}

const mounts = await mayMount();
const mounting = mounts ? test : test.skip;
const unable = mounts ? '' : ' (skipped: mounting needs root on Linux)';

mounting(
  `on a disk that is full, or nearly, nothing is half done, and with room again all goes on${unable}`,
  () =>
    onDisk(async (project, disk) => {
      let factor = 2;
      for (const leave of [0, 4096, 12_288, 24_576, 40_960, 65_536, 98_304]) {
        const where = `${leave} bytes left`;
        await project.write('src/features.js', FEATURES(++factor));
        const before = await project.git('rev-parse', 'HEAD');
        const filler = await fillUp(disk, leave);
        const ran = await project.mv(['train', '--json']);
        if (ran.exitCode !== 0) requireSaid(ran, 'disk-full', where);
        const tip = await project.git('rev-parse', 'feature-x');
        const moved = tip !== before;
        if (ran.exitCode !== 0 && moved) {
          assert.match(ran.document().error.message, 'did not follow yet', where);
        }
        await rm(filler);
        await requireWhole(project, where);
        await project.json('train');
        assert.is(await project.git('rev-parse', 'feature-x^'), before, `${where}: one commit in the end`);
        await requireSettled(project, where, { [project.directory]: '' });
      }
      await project.git('switch', '--quiet', 'prod');
      const filler = await fillUp(disk, 0);
      requireSaid(await project.mv(['promote', 'feature-x', 'prod', '--json']), 'disk-full', 'promote');
      requireSaid(await project.mv(['experiment', 'e', '--worktree', '--json']), 'disk-full', 'experiment');
      const csv = project.sandbox.path('sales.csv');
      const words = ['init', path.join(disk, 'new'), '--data', csv, '--target', 'sales', '--time', 'day'];
      requireSaid(await project.mv([...words, '--json']), 'disk-full', 'init');
      await rm(filler);
      await requireSettled(project, 'after promote', { [project.directory]: '' });
      assert.is((await run('ls', '-A', disk)).stdout, 'shop\nshop-data.git\n', 'init left nothing');
      assert.is((await project.json('promote', 'feature-x', 'prod')).release, 2);
    }),
);

mounting(`a disk that is full in the middle of an ingest leaves the data as they were${unable}`, () =>
  onDisk(async (project, disk) => {
    // Forty thousand rows that do not compress to nothing, beside the disk.
    const rows = Array.from({ length: 40_000 }, (_, i) => `2024-06-01,${Math.sin(i)},sun,${Math.cos(i)}`);
    const csv = project.sandbox.path('june.csv');
    await writeFile(csv, `day,temp,weather,sales\n${rows.join('\n')}\n`);
    const data = (...args: string[]) =>
      project.sandbox.git(['--git-dir', path.join(disk, 'shop-data.git'), ...args]);
    const before = await data('rev-parse', 'main');
    for (const leave of [0, 65_536, 262_144]) {
      const filler = await fillUp(disk, leave);
      requireSaid(await project.mv(['ingest', csv, '--json']), 'disk-full', `${leave} bytes left`);
      await rm(filler);
      assert.is(await data('rev-parse', 'main'), before);
      assert.is((await run('ls', path.join(disk, 'shop-data.git/objects'))).stdout.includes('tmp_'), false);
    }
    assert.is((await project.json('ingest', csv)).rows, 40_000);
    await requireWhole(project, 'after the disk was full');
  }),
);

mounting(
  `a server on a disk that is full answers, counts what it cannot log, and logs again once there is room${unable}`,
  () =>
    onDisk(async (project, disk) => {
      const server = await serve(project, ['prod']);
      const asking = ask(server, 'prod', { connections: 2 });
      await asking.more(50);
      const filler = await fillUp(disk, 0);
      assert.match((await server.event('log-failed')).reason, 'ENOSPC');
      await asking.more(100);
      const dropped = async () =>
        (await server.metrics()).get('mv_predictions_dropped_total{branch="prod",role="answer"}')!;
      assert.ok((await dropped()) > 0);
      await rm(filler);
      await server.event('log-recovered');
      await asking.more(50);
      await asking.stop();
      assert.equal(asking.failures, []);
      assert.is(asking.answers.filter(({ status }) => status !== 200).length, 0);
      const logged = (await server.metrics()).get(
        'mv_predictions_logged_total{branch="prod",role="answer"}',
      )!;
      assert.is(logged + (await dropped()), asking.answers.length);
      assert.is(await server.stop(), 0);
      const folder = path.join(project.directory, '.git/mv/predictions');
      const files = (await readdir(folder)).filter(name => name.startsWith('serve-'));
      assert.ok(files.length <= 2, `${files}`);
      const texts = await Promise.all(files.map(name => readFile(path.join(folder, name), 'utf8')));
      const lines = texts.flatMap(text => text.trimEnd().split('\n')).map(line => JSON.parse(line));
      assert.is(lines.filter(({ prediction }) => prediction !== undefined).length, logged);
    }),
);

mounting(`a full folder for temporary files is said, and nothing has changed${unable}`, () =>
  onDisk(async project => {
    const small = project.sandbox.path('small');
    await mkdir(small);
    await run('mount', '-t', 'tmpfs', '-o', 'size=4k', 'tmpfs', small);
    const before = await project.git('rev-parse', 'HEAD');
    const ran = await project.mv(['train', '--json'], { env: { TMPDIR: small } });
    const left = (await run('ls', '-A', small)).stdout;
    await run('umount', small);
    requireSaid(ran, 'disk-full', 'TMPDIR');
    assert.is(await project.git('rev-parse', 'HEAD'), before);
    assert.is(left, '', 'nothing is left there');
    await requireSettled(project, 'full TMPDIR', { [project.directory]: ' M src/features.js' });
  }),
);

mounting(`a disk that is read-only is read, and every command that would write says so${unable}`, () =>
  onDisk(async (project, disk) => {
    await project.json('train');
    await project.write('src/features.js', FEATURES(5));
    assert.is((await run('mount', '-o', 'remount,ro', disk)).exitCode, 0);
    for (const words of [['status'], ['compare'], ['history']]) {
      const ran = await project.mv([...words, '--json']);
      assert.is(ran.exitCode, 0, `${words[0]}: ${ran.stdout}`);
    }
    const csv = project.sandbox.path('sales.csv');
    const writing = [
      ['train'],
      ['experiment', 'e', '--worktree', project.sandbox.path('e')],
      ['promote', 'feature-x', 'prod'],
      ['init', path.join(disk, 'new'), '--data', csv, '--target', 'sales', '--time', 'day'],
    ];
    for (const words of writing)
      requireSaid(await project.mv([...words, '--json']), 'not-writable', words.join(' '));
    await run('mount', '-o', 'remount,rw', disk);
    await requireSettled(project, 'read-only', { [project.directory]: ' M src/features.js' });
  }),
);

test('a folder for temporary files that is not there is named', async () => {
  const project = await makeProject();
  await project.json('experiment', 'feature-x');
  await project.write('src/features.js', FEATURES(2));
  const ran = await project.mv(['train', '--json'], { env: { TMPDIR: project.sandbox.path('nowhere') } });
  requireSaid(ran, 'no-temporary-folder', 'TMPDIR');
  await requireSettled(project, 'no TMPDIR', { [project.directory]: ' M src/features.js' });
  await project.remove();
});

test.after(endServers);
test.run();

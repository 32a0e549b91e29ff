// A project with ten thousand files and a model of a gigabyte, on a branch that is ready to be promoted: environment
// and branch have both moved since they parted, so that there is something to merge.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { blobId, treeWith } from './object-ids.js';
import { EPOCH } from './sandbox.js';

/**
 * Makes `<sandbox>/large`; the working tree stands on the branch `feature`.
 * @returns {Promise<{ directory: string, environment: string, branch: string, model: string }>} its folder, the tips
 *   of prod and of feature, the id of the model's blob
 */
export async function makeLargeProject(sandbox, { files = 10_000, modelBytes = 2 ** 30 } = {}) {
  writeFileSync(path.join(sandbox.root, 'rows.csv'), rowsCsv());
  const target = ['--target', 'y', '--set', 'model.trees=5', '--quiet'];
  sandbox.gitModel(['init', 'large', '--data', 'rows.csv', ...target]);
  const directory = path.join(sandbox.root, 'large');
  const git = (...args) => sandbox.git(args, { cwd: directory });
  // Stored, not deflated: making it is no part of what is measured.
  git('config', 'core.compression', '0');
  git('config', 'gc.auto', '0');
  const model = await writeModel(sandbox, directory, modelBytes);

  const features = `${git('show', 'prod:src/features.js')}\n// feature\n`;
  const provenance = JSON.parse(git('show', 'prod:models/provenance.json'));
  const first = git('rev-parse', 'prod');
  const head = (branch, subject, from) =>
    `commit refs/heads/${branch}\n${from === first ? 'mark :1\n' : ''}committer Bench <bench@example.org> ${EPOCH} +0000\n${data(subject)}from ${from}\n`;
  const inline = (place, text) => `M 100644 inline ${place}\n${data(text)}`;
  const many = Array.from({ length: files }, (_, i) => inline(`notes/${i % 100}/${i}.md`, `# Note ${i}\n`));
  const stream = [
    `${head('prod', 'Notes', first)}${many.join('')}\n`,
    head('feature', 'Train feature', ':1'),
    inline('src/features.js', features),
    `M 100644 ${model} ${provenance.model.path}\n`,
    inline(
      'models/provenance.json',
      `${JSON.stringify(
        {
          ...provenance,
          source: { tree: treeWith(git('ls-tree', 'prod:src'), 'features.js', blobId(features)) },
          model: { ...provenance.model, bytes: modelBytes },
        },
        null,
        2,
      )}\n`,
    ),
    '\n',
    `${head('prod', 'Another note', ':1')}${inline('notes/7/7.md', '# Note 7, again\n')}\n`,
  ].join('');
  sandbox.git(['fast-import', '--quiet', '--force'], { cwd: directory, input: stream });
  git('symbolic-ref', 'HEAD', 'refs/heads/feature');
  return { directory, environment: git('rev-parse', 'prod'), branch: git('rev-parse', 'feature'), model };
}

/** A blob of zeros of that size, streamed into the object store; nothing of it passes through this process at once. */
async function writeModel(sandbox, directory, bytes) {
  const hash = spawn('git', ['hash-object', '-w', '--stdin'], {
    cwd: directory,
    env: sandbox.environment,
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  let id = '';
  hash.stdout.on('data', text => {
    id += text;
  });
  const block = Buffer.alloc(2 ** 20, 'm');
  for (let left = bytes; left > 0; left -= block.length) {
    if (!hash.stdin.write(left < block.length ? block.subarray(0, left) : block))
      await once(hash.stdin, 'drain');
  }
  hash.stdin.end();
  await once(hash, 'close');
  return id.trim();
}

/** Takes the model's blob out of the object store: whoever reads a byte of it fails from now on. */
export function removeModel({ directory, model }) {
  rmSync(path.join(directory, '.git/objects', model.slice(0, 2), model.slice(2)), { force: true });
}

function data(text) {
  return `data ${Buffer.byteLength(text)}\n${text}\n`;
}

function rowsCsv() {
  return `a,b,y\n${Array.from({ length: 60 }, (_, i) => `${i % 7},${(i * 3) % 11},${(i % 7) * 2 + (i % 3)}`).join('\n')}\n`;
}

// A Dockerfile without Docker: its stages as folders, its steps run as they stand by /bin/sh, with nothing on the PATH but
// what an image of Node alone has.

import { execFileSync, spawnSync } from 'node:child_process';
import { cp, mkdir, readdir, readFile, symlink } from 'node:fs/promises';
import path from 'node:path';

export type Image = {
  /** Folder that stands for `/`. */
  root: string;
  directory: string;
  env: Record<string, string>;
  command: string[];
  health: string[];
  user: string;
};

/** Programs of `node:<version>-slim` that the steps need. There is no git among them. */
const PROGRAMS = ['sh', 'awk', 'cp', 'mkdir', 'rm', 'node', 'npm'];

/** Builds the stage `target` from `context`. Throws where a step fails. `env` is what the builder's machine provides. */
export async function buildImage({
  dockerfile,
  context,
  target,
  folder,
  env,
}: {
  dockerfile: string;
  context: string;
  target: string;
  folder: string;
  env: Record<string, string>;
}): Promise<Image> {
  const bin = path.join(folder, 'bin');
  await mkdir(bin, { recursive: true });
  for (const name of PROGRAMS) {
    const found = name === 'node' ? process.execPath : execFileSync('which', [name], { encoding: 'utf8' });
    await symlink(found.trim(), path.join(bin, name));
  }
  const ignored = await ignoredBy(`${dockerfile}.dockerignore`);
  const images = new Map<string, Image>();
  let image: Image | null = null;
  const steps = stepsOf(await readFile(dockerfile, 'utf8'));
  const needed = stagesOf(steps, target);
  for (const [word, rest] of steps) {
    const inImage = (place: string) =>
      path.isAbsolute(place) ? path.join(image!.root, place) : path.resolve(image!.directory, place);
    if (word === 'FROM') {
      const [, from, name] = /^(\S+) AS (\S+)$/.exec(rest)!;
      image = null;
      if (!needed.has(name)) continue;
      const root = path.join(folder, name);
      const before = images.get(from);
      await mkdir(root);
      if (before !== undefined) await cp(before.root, root, { recursive: true });
      const moved = (text: string) => (before === undefined ? text : text.replaceAll(before.root, root));
      image = {
        root,
        directory: moved(before?.directory ?? root),
        env: Object.fromEntries(
          Object.entries(before?.env ?? { PATH: bin }).map(([key, text]) => [key, moved(text)]),
        ),
        ...{ command: before?.command ?? [], health: before?.health ?? [], user: before?.user ?? 'root' },
      };
      images.set(name, image);
    } else if (image === null) continue;
    else if (word === 'ARG' || word === 'ENV') {
      for (const [, key, value] of rest.matchAll(/(\w+)=(\S*)/g)) {
        // What an absolute path means in there.
        const text = key === 'PATH' ? path.join(image.root, value.split(':')[0]) : value;
        image.env[key] = value.includes('$PATH') ? `${text}:${image.env['PATH']}` : text;
      }
    } else if (word === 'WORKDIR') {
      image.directory = inImage(rest);
      await mkdir(image.directory, { recursive: true });
    } else if (word === 'COPY') {
      const [, from, source, place] = /^(?:--from=(\S+) )?(?:--chown=\S+ )?(\S+) (\S+)$/.exec(rest)!;
      const base = from === undefined ? context : images.get(from)!.root;
      const filter = (file: string) => from !== undefined || !ignored(path.relative(context, file));
      await cp(path.join(base, source), inImage(place), {
        ...{ recursive: true, verbatimSymlinks: true, filter },
      });
    } else if (word === 'RUN') {
      const { status, stdout, stderr } = spawnSync('/bin/sh', ['-c', rest], {
        ...{ cwd: image.directory, env: { ...env, ...image.env }, encoding: 'utf8' },
      });
      if (status !== 0) throw new Error(`RUN ${rest}: ${status}\n${stdout}${stderr}`);
    } else if (word === 'CMD') image.command = JSON.parse(rest);
    else if (word === 'USER') image.user = rest;
    else if (word === 'HEALTHCHECK') image.health = JSON.parse(rest.slice(rest.indexOf('[')));
  }
  return images.get(target)!;
}

/** The stages that a target is made of: BuildKit builds no others. */
function stagesOf(steps: readonly [string, string][], target: string): Set<string> {
  const needed = new Set([target]);
  for (const [word, rest] of [...steps].reverse()) {
    const copied = word === 'COPY' ? /^--from=(\S+)/.exec(rest)?.[1] : undefined;
    if (copied !== undefined) needed.add(copied);
    if (word !== 'FROM') continue;
    const [from, , name] = rest.split(' ');
    if (needed.has(name)) needed.add(from);
  }
  return needed;
}

/** Instructions in their order, without comments, lines that go on put together. */
function stepsOf(text: string): [string, string][] {
  const lines = text.replace(/^#.*\n/gm, '').replace(/\\\n\s*/g, '');
  return [...lines.matchAll(/^([A-Z]+) (.+)$/gm)].map(([, word, rest]) => [word, rest.trim()]);
}

/** The last line that fits decides; a folder is gone into where a line after `*` takes something in it back. */
async function ignoredBy(file: string): Promise<(place: string) => boolean> {
  const lines = (await readFile(file, 'utf8')).split('\n').filter(line => line !== '' && line[0] !== '#');
  const rules = lines.map(line => {
    const isTaken = line.startsWith('!');
    const pattern = isTaken ? line.slice(1) : line;
    const text = pattern.replace(/[.+]/g, '\\$&').replaceAll('*', '[^/]*');
    return { isTaken, pattern, fits: new RegExp(`^${text}(/|$)`) };
  });
  return place => {
    if (place === '' || rules.some(({ isTaken, pattern }) => isTaken && pattern.startsWith(`${place}/`)))
      return false;
    return rules.findLast(({ fits }) => fits.test(place))?.isTaken === false;
  };
}

/** Every path below a folder, with slashes. */
export async function everyPath(folder: string): Promise<string[]> {
  const found = await readdir(folder, { recursive: true });
  return found.sort();
}

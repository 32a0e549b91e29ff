// Objects read without git, by isomorphic-git: the same interface as the reader that starts a process.

import fs from 'node:fs';
import git from 'isomorphic-git';
import type { GitObject } from '../objects/batch-answers.ts';
import type { ObjectReader } from '../objects/object-reader.ts';

const ID = /^[0-9a-f]{40}$/;

/** Understands what the rooms above ask for: an id, a ref, `<revision>:<path>`, `<revision>^{tree}`. */
export function openPlainReader(gitdir: string): ObjectReader {
  // What it learned of packs: without it every read would parse their indices anew.
  let cache = {};
  const readOne = async (name: string): Promise<GitObject | null> => {
    const [, revision, tree, file] = /^([^:^]+)(\^\{tree\})?(?::(.*))?$/s.exec(name) ?? [];
    if (revision === undefined) return null;
    const oid = ID.test(revision) ? revision : await git.resolveRef({ fs, gitdir, ref: revision });
    if (tree) {
      const { commit } = await git.readCommit({ fs, gitdir, oid, cache });
      return readOne(commit.tree);
    }
    const filepath = file === undefined || file === '' ? undefined : file;
    const found = await git.readObject({ fs, gitdir, oid, filepath, format: 'content', cache });
    if (found.format !== 'content' || !found.type) return null;
    return {
      id: found.oid,
      type: found.type as GitObject['type'],
      bytes: Buffer.from(found.object as Uint8Array),
    };
  };
  return {
    async read(name) {
      try {
        return await readOne(name);
      } catch (error) {
        if (!isAbsence(error)) throw error;
      }
      // Packs may have come, or gone, since it last looked.
      cache = {};
      return readOne(name).catch(error => {
        if (isAbsence(error)) return null;
        throw error;
      });
    },
    async close() {},
  };
}

const ABSENT = new Set(['NotFoundError', 'ObjectTypeError', 'ResolveTreeError', 'ResolveFilepathError']);

function isAbsence(error: unknown): boolean {
  return ABSENT.has((error as { code?: string }).code ?? '');
}

/** URLs of remotes whose code nobody has said yes to, as `untrustedRemotes` gives them. */
export async function untrustedRemotesIn(gitdir: string): Promise<string[]> {
  const remotes = await git.listRemotes({ fs, gitdir });
  const trusted = new Set((await git.getConfigAll({ fs, gitdir, path: 'mv.trusted' })) as string[]);
  return [...new Set(remotes.map(({ url }) => url))].filter(url => !trusted.has(url));
}

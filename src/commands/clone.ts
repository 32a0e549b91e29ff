import { existsSync } from 'node:fs';
import path from 'node:path';
import { Failure, UserError } from '../errors.ts';
import { readRemotes } from '../repository/remotes/remotes.ts';
import { trustRemotes, withoutCredentials } from '../repository/remotes/trust.ts';
import { projectPlace } from '../scaffolding/project-place.ts';
import { removeOnSignal } from '../scaffolding/remove-on-signal.ts';
import { abandon, openStaging } from '../scaffolding/staging.ts';
import { cloneProject } from '../sharing/clone-project.ts';
import { type Arguments, type Context, type Result, textOf } from './command.ts';

/** A project with all its branches and its data. Runs no code of it; --trust says that its code may run here later. */
export async function run(context: Context, args: Arguments): Promise<Result> {
  const url = urlOf(context.directory, String(args.positionals['url']));
  const place = await projectPlace(context.directory, textOf(args.positionals['dir']) ?? nameOf(url));
  const settings = await readRemotes(context.directory);
  const staging = await openStaging(place, { withData: false });
  const signals = removeOnSignal(staging);
  try {
    const connection = { ...settings, asks: context.asks };
    const cloned = await cloneProject({ url, staging, connection, trusts: context.trust });
    if (context.trust) await trustRemotes(place, [url]);
    const document = {
      path: place,
      branch: cloned.branch,
      branches: cloned.branches.map(({ name, commit }) => ({
        branch: name,
        before: null,
        after: commit,
        note: null,
      })),
      data: { before: null, after: cloned.data },
    };
    if (cloned.failure !== null) throw withoutData(cloned.failure, document);
    return { document, text: () => render(context, document, cloned.branch) };
  } catch (error) {
    await abandon(staging);
    throw error;
  } finally {
    signals.close();
  }
}

/** Throws UserError `password-in-url`: Git would keep it in a file. */
function urlOf(directory: string, written: string): string {
  if (written === '' || written.startsWith('-')) {
    throw new UserError(`"${written}" is no URL`, { code: 'usage', hint: 'git-model clone <url> [dir]' });
  }
  if (/^[a-z+]+:\/\/[^/\s]*:[^/\s]*@/i.test(written)) {
    throw new UserError(
      `the URL of ${withoutCredentials(written)} holds a password, which Git would keep in a file`,
      {
        code: 'password-in-url',
        hint: 'leave it out: Git asks its credential helper for it, or takes GITHUB_USERNAME and GITHUB_TOKEN for https://github.com',
      },
    );
  }
  const folder = path.resolve(directory, written);
  return !/^[a-z+]+:\/\//i.test(written) && existsSync(folder) ? folder : written;
}

/** `https://host/team/bikes.git` is `bikes`, as `git clone` has it. */
function nameOf(url: string): string {
  const name = url
    .replace(/[/\\]+$/, '')
    .replace(/\/\.git$/, '')
    .replace(/\.(git|bundle)$/, '');
  return name.slice(Math.max(name.lastIndexOf('/'), name.lastIndexOf(':')) + 1);
}

function withoutData(
  error: Failure['cause'] & { message: string; code: string; hint: string | null },
  document: { path: string },
) {
  return new Failure(`${document.path} is there, its data are not: ${error.message}`, {
    code: error.code,
    hint: `${error.hint === null ? '' : `${error.hint}; `}then: git-model doctor --fix`,
    details: document,
    cause: error,
  });
}

function render(
  { colours }: Context,
  { path: place, branches }: { path: string; branches: readonly unknown[] },
  branch: string,
): string {
  const count = branches.length === 1 ? '1 branch' : `${branches.length} branches`;
  return `${colours.green('cloned')} ${colours.bold(place)}: ${count}, ${branch} checked out, data/ in place`;
}

import path from 'node:path';
import { CommandError, UserError } from '../errors.ts';
import { beFollower, refuseFollowed } from '../mounting/followers.ts';
import { type Mounted, mountCommit } from '../mounting/mount-commit.ts';
import { type MountPlace, mountedCommit, mountPlace, removeMount } from '../mounting/version-place.ts';
import { requireCommit } from '../repository/branches/named-commit.ts';
import {
  type ObjectReader,
  openObjectReader,
  withObjectReader,
} from '../repository/objects/object-reader.ts';
import { chooseRemote, readRemotes } from '../repository/remotes/remotes.ts';
import { fetchTracked } from '../repository/remotes/tracking.ts';
import { openRepository, type Repository } from '../repository/repository.ts';
import { formatNumber, shortCommit } from '../terminal/format.ts';
import { type Arguments, type Context, type Result, textOf } from './command.ts';
import { endingSignal } from './ending-signal.ts';

/** To ask where a branch stands costs a line to a process that runs already. */
const LOOK_MILLISECONDS = 500;
/** A version that could not be made is tried again after so long, though the branch has not moved. */
const RETRY_MILLISECONDS = 30_000;

type Mount = {
  repository: Repository;
  branch: string;
  place: MountPlace;
  /** The full name of the ref that is followed. */
  ref: string;
  fetch: (() => Promise<void>) | null;
  seconds: number;
};

/** A folder that leads to the files of a branch's tip: once, or for as long as it runs. Runs no code of the project. */
export async function run(context: Context, args: Arguments): Promise<Result> {
  const branch = textOf(args.positionals['branch']) ?? '';
  const folder = textOf(args.positionals['folder']) ?? '';
  const remote = textOf(args.options['follow']);
  const seconds = secondsOf(textOf(args.options['every']), remote);
  const repository = await openRepository(context.directory);
  const place = mountPlace(path.resolve(context.directory, folder));
  await mountedCommit(place);
  if (args.options['remove'] === true) return remove(place);
  const fetch = remote === undefined ? null : await fetcherOf(repository, remote);
  await fetch?.();
  const ref = await refOf(repository, branch, remote);
  const mount: Mount = { repository, branch, place, ref, fetch, seconds };
  const followed = `${ref} of ${repository.commonDirectory}`;
  await refuseFollowed(place, followed);
  if (args.options['once'] === true) return mountOnce(mount);
  const leave = await beFollower(place, followed);
  await follow(context, mount).finally(leave);
  return { document: {}, text: () => '', written: true };
}

async function remove(place: MountPlace): Promise<Result> {
  await refuseFollowed(place, null);
  const removed = await removeMount(place);
  const { link: folder } = place;
  return {
    document: { folder, removed },
    text: () => (removed ? `${folder} is gone, with its versions` : `there is no mount at ${folder}`),
  };
}

async function mountOnce({ repository, branch, place, ref }: Mount): Promise<Result> {
  return withObjectReader(repository.directory, async reader => {
    const mounted = await mountCommit({
      repository,
      reader,
      place,
      commit: await tipOf(reader, ref, branch),
    });
    return { document: { branch, ...mounted }, text: () => describe(branch, mounted) };
  });
}

/** Resolves where a signal ends us, once the version that is being made is in its place. */
async function follow(context: Context, mount: Mount): Promise<void> {
  const ended = endingSignal();
  let reader = openObjectReader(mount.repository.directory);
  let failed: { commit: string; at: number } | null = null;
  let at: string | null = null;
  let fetched = performance.now();

  const look = async (): Promise<void> => {
    if (mount.fetch && performance.now() - fetched > mount.seconds * 1000) {
      await mount.fetch().catch(error => tell(context, mount, 'fetch-failed', error));
      fetched = performance.now();
    }
    const commit = await tipOf(reader, mount.ref, mount.branch);
    if (commit === at) return;
    if (failed?.commit === commit && performance.now() - failed.at < RETRY_MILLISECONDS) return;
    failed = { commit, at: performance.now() };
    const mounted = await mountCommit({ ...mount, reader, commit });
    failed = null;
    at = commit;
    await tellMounted(context, mount, mounted);
  };
  try {
    await look();
    let said = '';
    while (!(await ended.within(LOOK_MILLISECONDS))) {
      await look().then(
        () => {
          said = '';
        },
        async error => {
          // What is mounted stays; a reader whose process has ended is replaced.
          await reader.close().catch(() => {});
          reader = openObjectReader(mount.repository.directory);
          if (String(error) !== said) await tell(context, mount, 'failed', error);
          said = String(error);
        },
      );
    }
  } finally {
    ended.stop();
    await reader.close();
  }
}

async function tipOf(reader: ObjectReader, ref: string, branch: string): Promise<string> {
  const found = await reader.read(ref);
  if (found?.type === 'commit') return found.id;
  throw new UserError(`the branch "${branch}" is gone`, {
    code: 'branch-not-found',
    hint: 'what is mounted stays as it is',
    details: { ref },
  });
}

/** A branch here, one of a remote (`origin/prod`), or, with `--follow`, the remote's branch of that name. */
async function refOf({ directory }: Repository, branch: string, remote: string | undefined): Promise<string> {
  const named = remote === undefined ? branch : `${remote}/${branch}`;
  const found = await requireCommit(directory, named);
  if (found.branch !== null) {
    return withObjectReader(directory, async reader => {
      const spaces = remote === undefined ? ['refs/heads/', 'refs/remotes/'] : ['refs/remotes/'];
      for (const space of spaces)
        if ((await reader.read(`${space}${named}`)) !== null) return `${space}${named}`;
      return named;
    });
  }
  throw new UserError(`"${named}" is no branch, and what does not move cannot be followed`, {
    code: 'branch-not-found',
    hint: `make one: git branch <name> ${named}`,
    details: { name: named },
  });
}

async function fetcherOf({ directory }: Repository, name: string): Promise<() => Promise<void>> {
  const settings = await readRemotes(directory);
  const remote = chooseRemote(settings, { named: name, pushes: false });
  return () => fetchTracked(directory, remote, { ...settings, asks: false });
}

function secondsOf(text: string | undefined, remote: string | undefined): number {
  if (text !== undefined && remote === undefined) {
    throw new UserError('--every says how often a remote is fetched, and none is followed', {
      code: 'usage',
      hint: 'add --follow <remote>; a branch of this clone is looked at twice a second',
    });
  }
  const seconds = text === undefined ? 30 : Number(text);
  if (Number.isFinite(seconds) && seconds >= 1 && seconds <= 86_400) return seconds;
  throw new UserError(`--every ${text} is no number of seconds`, {
    code: 'usage',
    hint: 'from 1 to 86400, such as --every 30',
  });
}

async function tellMounted(context: Context, { branch }: Mount, mounted: Mounted): Promise<void> {
  const { before: from, after: to, ...rest } = mounted;
  await event(context, { event: 'mounted', branch, from, to, ...rest });
  context.say(describe(branch, mounted));
}

async function tell(
  context: Context,
  { branch }: Mount,
  name: 'failed' | 'fetch-failed',
  error: unknown,
): Promise<void> {
  const { message, code, hint } =
    error instanceof CommandError ? error : { message: String(error), code: null, hint: null };
  await event(context, { event: name, branch, error: { code, message, hint } });
  context.say(`${message}${hint ? ` (${hint})` : ''}`, 'warning');
}

async function event({ json, streams }: Context, what: Record<string, unknown>): Promise<void> {
  if (json) await streams.write(Buffer.from(`${JSON.stringify(what)}\n`));
}

function describe(branch: string, { before, after, folder, files, leftOut }: Mounted): string {
  const how =
    before === after ? 'is at' : before === null ? 'leads to' : `went from ${shortCommit(before)} to`;
  const what = files === null ? '' : `, ${formatNumber(files)} files`;
  const left = leftOut.map(({ path: name, reason }) => `\n  left out: ${name} (${reason})`).join('');
  return `${folder} ${how} ${branch} ${shortCommit(after)}${what}${left}`;
}

// Several processes behind one port: starts them, starts again those that end, and knows what they know only together.
// It answers no request itself, so that nothing that a model does can stop it.

import cluster, { type Worker } from 'node:cluster';
import { waitAfter } from '../back-off.ts';
import { addGone, type Counted, metricsText } from './add-metrics.ts';
import { connectionOnItsWay } from './connection-on-its-way.ts';
import { placeVariable } from './join-team.ts';
import { swapTogether } from './swap-together.ts';
import { openTalk, type Talk } from './talk.ts';

type Listening = { url: string; arms: { branch: string; commit: string; weight: number }[] };

export type TeamEvents = {
  /** What a worker told, with its number; of what happens to all alike, what one of them told. */
  told(event: Record<string, unknown>): void;
  /** A worker ended by itself, and is started again after as many seconds. */
  ended(end: { worker: number; reason: string; seconds: number }): void;
  /** It answers again. */
  started(start: { worker: number; pid: number }): void;
};

export type LedTeam = Listening & {
  workers: { worker: number; pid: number }[];
  /** Ends all workers once they have answered what they accepted. */
  close(): Promise<void>;
};

type Member = {
  number: number;
  worker: Worker;
  talk: Talk;
  listening: boolean;
  /** What it had counted a second ago at most. */
  last: Counted;
};

/** A worker that lived as long ended for a reason of its own. Milliseconds. */
const LIVED_LONG = 60_000;
/** Workers take 25 s at most for what they accepted. Milliseconds. */
const ENDED_WITHIN = 35_000;
/** What happens to each of them alike, and is told once. */
const SHARED_EVENTS: readonly unknown[] = ['reloaded', 'rejected', 'weighted'];

/**
 * Resolves once all of `size` workers listen, or to the exit code of one that could not start, which has said why. The
 * first starts alone: what is made once, such as a key or Python's packages, is then there for the others.
 */
export async function leadTeam(size: number, events: TeamEvents): Promise<LedTeam | { exitCode: number }> {
  const members = new Map<number, Member>();
  const listening = () => [...members.values()].filter(member => member.listening);
  const swaps = swapTogether(() => listening().map(({ number }) => number));
  let gone: Promise<Counted> = Promise.resolve([]);
  let [restarts, isReady, closing] = [0, false, false];
  const others = (number: number) => listening().filter(member => member.number !== number);
  const counted = async (member: Member): Promise<Counted> => {
    member.last = ((await member.talk.ask('counted')) as Counted | null) ?? member.last;
    return member.last;
  };
  const metrics = async (): Promise<string> => {
    const here = listening();
    const counts = await Promise.all(here.map(counted));
    return metricsText(counts, { gone: await gone, workers: here.length, restarts });
  };
  const counting = setInterval(() => void listening().map(counted), 1_000);

  /** How often a worker ended with no long life between. */
  const deaths = new Map<number, number>();
  /** Resolves to what it says once it listens, or to how it ended before. */
  const launch = (number: number): Promise<Listening | { exitCode: number; reason: string }> => {
    const worker = cluster.fork(placeVariable({ number, size }));
    const closeOnItsWay = connectionOnItsWay(worker.process);
    const began = performance.now();
    return new Promise(resolve => {
      const asSwap = (about: unknown) => about as { what: string; commit: string };
      const talk = openTalk(
        message => {
          if (worker.isConnected()) worker.send(message, undefined, undefined, () => {});
        },
        {
          listening(about) {
            member.listening = true;
            if (isReady) void talk.ask('ready');
            resolve(about as Listening);
          },
          event(about) {
            const event = about as Record<string, unknown>;
            if (!SHARED_EVENTS.includes(event['event'])) events.told({ ...event, worker: number });
            else if (listening()[0] === member) events.told(event);
          },
          metrics,
          written: () => Promise.all(others(number).map(other => other.talk.ask('written'))).then(() => null),
          swap: about => swaps.ready(number, asSwap(about).what, asSwap(about).commit),
          refused: about => swaps.refused(number, asSwap(about).what, asSwap(about).commit),
        },
      );
      const member: Member = { number, worker, talk, listening: false, last: [] };
      members.set(number, member);
      worker.on('message', talk.hear);
      // What could not be sent to one that has just ended.
      worker.on('error', () => {});
      worker.on('exit', (code, signal) => {
        const wasListening = member.listening;
        member.listening = false;
        members.delete(number);
        talk.end();
        closeOnItsWay();
        swaps.left(number);
        const reason = signal ?? `exit code ${code}`;
        resolve({ exitCode: code ?? 1, reason });
        gone = gone.then(before => addGone(before, member.last));
        const livedLong = performance.now() - began > LIVED_LONG;
        const died = livedLong ? 1 : (deaths.get(number) ?? 0) + 1;
        if (wasListening && !closing) restart(number, reason, died);
      });
    });
  };
  const restart = (number: number, reason: string, died: number): void => {
    deaths.set(number, died);
    restarts++;
    const wait = waitAfter(died);
    events.ended({ worker: number, reason, seconds: wait / 1000 });
    setTimeout(async () => {
      if (closing) return;
      const begun = await launch(number);
      if ('url' in begun) events.started({ worker: number, pid: pidOf(members.get(number)!) });
      else if (!closing) restart(number, begun.reason, died + 1);
    }, wait);
  };
  const close = async (): Promise<void> => {
    closing = true;
    clearInterval(counting);
    const workers = [...members.values()];
    const ends = workers.map(
      ({ worker }) =>
        new Promise<void>(resolve => (worker.isDead() ? resolve() : worker.once('exit', () => resolve()))),
    );
    for (const { talk } of workers) void talk.ask('end');
    const killing = setTimeout(() => {
      for (const { worker } of workers) worker.process.kill('SIGKILL');
    }, ENDED_WITHIN);
    await Promise.all(ends);
    clearTimeout(killing);
  };

  cluster.setupPrimary({
    exec: process.argv[1],
    args: process.argv.slice(2),
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
  });
  const begun = [await launch(1)];
  if ('url' in begun[0]) {
    begun.push(...(await Promise.all(Array.from({ length: size - 1 }, (_, at) => launch(at + 2)))));
  }
  const failed = begun.find(each => 'exitCode' in each);
  if (failed) {
    await close();
    return { exitCode: (failed as { exitCode: number }).exitCode };
  }
  // What one says that cannot start again is for the log: the standard output has events.
  cluster.setupPrimary({ stdio: ['ignore', 2, 2, 'ipc'] });
  isReady = true;
  for (const { talk } of listening()) void talk.ask('ready');
  const workers = [...members.values()].map(member => ({ worker: member.number, pid: pidOf(member) }));
  return { ...(begun[0] as Listening), workers, close };
}

function pidOf({ worker }: Member): number {
  return worker.process.pid!;
}

// A worker's end: one of several processes that answer behind one port. What they know together, the server that started
// them tells.

import cluster from 'node:cluster';
import { SWAP_PATIENCE } from './swap-together.ts';
import { type Answers, openTalk } from './talk.ts';

/** Tells a process that it is a worker, and which of how many: `2/4`. */
const VARIABLE = 'MV_SERVE_WORKER';

/** The server asks the others in turn, and gives each a second. Milliseconds. */
const OTHERS_WITHIN = 3_000;

export type TeamPlace = { number: number; size: number };

export type Team = TeamPlace & {
  /** Whether all of them were ready once. */
  isReady(): boolean;
  /** Resolves once we are to end: the server says so, or is gone. */
  ended: Promise<string>;
  /** What the server may ask of us. */
  answer(answers: Answers): void;
  tell(what: string, about?: unknown): void;
  /** The text of `/metrics` for all; null where the server does not answer. */
  metrics(): Promise<string | null>;
  /** Resolves once what the others served is in their logs. */
  written(): Promise<void>;
  /** Resolves once all can take this commit. */
  swap(what: string, commit: string): Promise<void>;
  /** We do not take this commit: nobody is to wait for us. */
  refused(what: string, commit: string): void;
  /** The last that a worker does. */
  leave(): void;
};

/** For the environment of a worker. */
export function placeVariable({ number, size }: TeamPlace): Record<string, string> {
  return { [VARIABLE]: `${number}/${size}` };
}

/** The place of this process; null where it is no worker. Takes the variable out of `environment`. */
export function takePlace(environment: NodeJS.ProcessEnv): TeamPlace | null {
  const [, number, size] = /^(\d+)\/(\d+)$/.exec(environment[VARIABLE] ?? '') ?? [];
  delete environment[VARIABLE];
  return number === undefined || !cluster.isWorker ? null : { number: Number(number), size: Number(size) };
}

export function joinTeam(place: TeamPlace): Team {
  let [ready, ending] = [false, false];
  const answers: Answers = { ready: () => (ready = true) };
  const talk = openTalk(message => {
    if (process.connected) process.send!(message, undefined, undefined, () => {});
  }, answers);
  process.on('message', talk.hear);
  const ended = new Promise<string>(resolve => {
    answers['end'] = () => resolve('the server ends');
    cluster.worker!.on('disconnect', () => {
      // Node would end us at once; what was accepted is answered first, unless that is being done already.
      if (!ending) cluster.worker!.exitedAfterDisconnect = true;
      talk.end();
      resolve('the server is gone');
    });
  });
  void ended.then(() => {
    ending = true;
  });
  return {
    ...place,
    isReady: () => ready,
    ended,
    answer: more => void Object.assign(answers, more),
    tell: (what, about) => void talk.ask(what, about),
    metrics: async () => (await talk.ask('metrics', null, OTHERS_WITHIN)) as string | null,
    async written() {
      await talk.ask('written', null, OTHERS_WITHIN);
    },
    async swap(what, commit) {
      await talk.ask('swap', { what, commit }, 2 * SWAP_PATIENCE);
    },
    refused: (what, commit) => void talk.ask('refused', { what, commit }),
    leave() {
      cluster.worker!.exitedAfterDisconnect = true;
      if (process.connected) process.disconnect();
    },
  };
}

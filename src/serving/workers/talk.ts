// Questions and answers over the channel between a server and its workers, in both directions.

type Message = { ask: number; what: string; about: unknown } | { answer: number; value: unknown };

/** What this end answers, by what is asked; null is the answer to all else. */
export type Answers = Record<string, (about: unknown) => unknown>;

export type Talk = {
  /** What the other end answers; null where it does not within `patience` milliseconds, a second, or is gone. */
  ask(what: string, about?: unknown, patience?: number): Promise<unknown>;
  /** Takes a message of the other end. */
  hear(message: unknown): void;
  /** The other end is gone: nobody waits for it any more. */
  end(): void;
};

/** Nobody is waited for any longer. Milliseconds. */
const ANSWERED_WITHIN = 1_000;

/** `send` must not throw where the other end is gone. */
export function openTalk(send: (message: Message) => void, answers: Answers): Talk {
  const waiting = new Map<number, (value: unknown) => void>();
  let asked = 0;
  const reply = async (answer: number, what: string, about: unknown) => {
    // A question that cannot be answered is as one that nobody hears.
    const value = await Promise.resolve(about)
      .then(answers[what] ?? (() => null))
      .catch(() => null);
    send({ answer, value: value ?? null });
  };
  return {
    ask(what, about = null, patience = ANSWERED_WITHIN) {
      const ask = asked++;
      return new Promise(resolve => {
        const timer = setTimeout(() => done(null), patience);
        const done = (value: unknown) => {
          waiting.delete(ask);
          clearTimeout(timer);
          resolve(value);
        };
        waiting.set(ask, done);
        send({ ask, what, about });
      });
    },
    hear(message) {
      const heard = message as Message;
      if ('ask' in heard) void reply(heard.ask, heard.what, heard.about);
      else waiting.get(heard.answer)?.(heard.value);
    },
    end() {
      for (const done of [...waiting.values()]) done(null);
    },
  };
}

// Clients that go on asking while something happens to a server.

import { keepAsking } from '../../bench/storm/connection.js';
import { type Server, shopRows } from './server.ts';

export type Asking = {
  /** Answers so far, in the order in which they came. */
  answers: { id: string; status: number; commit: string; at: number; head: string }[];
  /** Why requests were not answered. */
  failures: string[];
  /** Resolves once as many more were answered. */
  more(count: number): Promise<void>;
  /** Resolves once the connections have ended: asked to, or because the server said that it closes. */
  ended: Promise<unknown>;
  stop(): Promise<void>;
};

/** Some 200 requests a second and connection, of one row, over kept connections; ids are `<prefix>-<number>`. */
export function ask(
  { url }: Pick<Server, 'url'>,
  model: string,
  { prefix = model, connections = 4 }: { prefix?: string; connections?: number } = {},
): Asking {
  const answers: Asking['answers'] = [];
  const failures: string[] = [];
  let [asked, stopped] = [0, false];
  let onAnswer = () => {};
  const clients = Array.from({ length: connections }, () => {
    let [id, rests] = ['', false];
    return keepAsking({
      url,
      isOver: () => stopped,
      next() {
        rests = !rests;
        if (rests) return null;
        id = `${prefix}-${asked++}`;
        const body = JSON.stringify(shopRows([{ temp: asked % 25 }], { id }));
        return `POST /v2/models/${model}/infer HTTP/1.1\r\nhost: test\r\ncontent-length: ${body.length}\r\n\r\n${body}`;
      },
      answered({ status, head, body }: { status: number; head: string; body: string }) {
        const commit = status === 200 ? JSON.parse(body).model_version : '';
        answers.push({ id, status, commit, at: Date.now(), head });
        onAnswer();
      },
      failed: (why: string) => failures.push(`${id}: ${why}`),
    }).ended;
  });
  const ended = Promise.all(clients);
  return {
    answers,
    failures,
    async more(count) {
      const wanted = answers.length + count;
      while (answers.length < wanted) {
        await new Promise<void>(resolve => {
          onAnswer = resolve;
        });
      }
    },
    ended,
    async stop() {
      stopped = true;
      await ended;
    },
  };
}

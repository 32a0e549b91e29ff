import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { type Answers, openTalk, type Talk } from '../../../src/serving/workers/talk.ts';

/** Two ends; what they send is heard as JSON, a turn later. */
function ends(left: Answers, right: Answers): [Talk, Talk] {
  const later = (hear: (message: unknown) => void) => (message: unknown) =>
    void setImmediate(() => hear(JSON.parse(JSON.stringify(message))));
  const one: Talk = openTalk(
    later(message => other.hear(message)),
    left,
  );
  const other: Talk = openTalk(
    later(message => one.hear(message)),
    right,
  );
  return [one, other];
}

test('both ends ask and answer at once', async () => {
  const [one, other] = ends({ double: about => 2 * (about as number) }, { name: async () => 'other' });
  const answers = await Promise.all([one.ask('name'), other.ask('double', 4), other.ask('double', 5)]);
  assert.equal(answers, ['other', 8, 10]);
});

test('what nobody can answer is null, and so is what takes too long', async () => {
  const [one, other] = ends(
    {},
    { never: () => new Promise(() => {}), fails: () => Promise.reject(new Error('no')) },
  );
  assert.is(await one.ask('unknown'), null);
  assert.is(await one.ask('fails'), null);
  assert.is(await one.ask('never', null, 10), null);
  const asked = other.ask('unknown', null, 60_000);
  other.end();
  assert.is(await asked, null);
});

test.run();

import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { inWordsOf, takeCalledAs } from '../../src/cli/called-as.ts';

test('the variable that bin/mv sets is taken away, so that no child sees it', () => {
  const environment = { GIT_MODEL_CALLED_AS: 'mv', PATH: '/bin' };
  assert.is(takeCalledAs(environment), 'mv');
  assert.equal(environment, { PATH: '/bin' });
  assert.is(takeCalledAs({}), 'git-model');
  assert.is(takeCalledAs({ GIT_MODEL_CALLED_AS: 'rm -rf' }), 'git-model');
});

test('only commands are said under the other name', () => {
  const text = 'git-model train, then git-model compare; git-model 0.1.0 needs Git; my-git-model training';
  assert.is(
    inWordsOf('mv', text),
    'mv train, then mv compare; git-model 0.1.0 needs Git; my-git-model training',
  );
  assert.is(inWordsOf('git-model', text), text);
});

test.run();

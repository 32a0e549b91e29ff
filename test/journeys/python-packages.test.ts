// `.venv`: made where that was agreed to, filled by pip, and seen in the provenance. No network: the package is made here.

import { execFileSync } from 'node:child_process';
import { mkdir, readdir } from 'node:fs/promises';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { LINE, makePythonProject } from '../support/python-project.ts';

/** A wheel is a zip: one module, and what pip wants to know of it. */
const MAKE_WHEEL = `
import sys, zipfile
with zipfile.ZipFile(sys.argv[1] + "/tiny-0.2-py3-none-any.whl", "w") as wheel:
    wheel.writestr("tiny.py", "SHIFT = 0\\n")
    wheel.writestr("tiny-0.2.dist-info/METADATA", "Metadata-Version: 2.1\\nName: Tiny\\nVersion: 0.2\\n")
    wheel.writestr("tiny-0.2.dist-info/WHEEL", "Wheel-Version: 1.0\\nGenerator: test\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n")
    wheel.writestr("tiny-0.2.dist-info/RECORD", "")
`;

test('--yes makes .venv with what src/requirements.txt asks for, and the provenance has the versions', async () => {
  const project = await makePythonProject(LINE.replace('import json', 'import json\nimport tiny'));
  await project.write('src/requirements.txt', 'tiny>=0.2\n');
  const wheels = project.sandbox.path('wheels');
  await mkdir(wheels);
  const env = { PIP_NO_INDEX: '1', PIP_FIND_LINKS: wheels, UV_NO_INDEX: '1', UV_FIND_LINKS: wheels };
  execFileSync('python3', ['-c', MAKE_WHEEL, wheels]);
  const ran = await project.mv(['train', '--yes', '--json'], { env });
  assert.is(ran.exitCode, 0, ran.stdout + ran.stderr);
  assert.match(ran.stderr, /making \.venv/);
  const provenance = JSON.parse(await project.read('models/provenance.json'));
  assert.equal(provenance.versions.packages, { tiny: '0.2' });
  assert.is(await project.git('status', '--porcelain'), '', '.venv is ignored');

  // One that is too old for the branch: named with what is there.
  await project.write('src/requirements.txt', 'tiny>=0.3\n');
  const old = await project.mv(['train', '--json']);
  assert.is(old.document().error.code, 'python-packages-missing');
  assert.match(old.document().error.message, /^tiny>=0\.3 \(0\.2 is installed\) is not installed/);
  assert.match(old.document().error.hint, /^--yes installs them/);
  const failed = await project.mv(['train', '--yes', '--json'], { env });
  assert.equal([failed.exitCode, failed.document().error.code], [1, 'python-packages-failed']);
  assert.match(failed.document().error.message, /^\.venv could not be made: .*tiny/);
  assert.ok((await readdir(project.directory)).includes('.venv'), 'what was there before stays');
  await project.remove();
});

test.run();

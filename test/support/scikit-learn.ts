// A Python with the packages of the template.

import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { keptPython } from './kept-python.ts';

const REQUIREMENTS = fileURLToPath(new URL('../../templates/python/src/requirements.txt', import.meta.url));

export function pythonWithScikitLearn(): { python: string } | { missing: string } {
  return keptPython({
    name: 'scikit-learn',
    requirements: readFileSync(REQUIREMENTS, 'utf8'),
    imported: 'import pandas, skops.io, sklearn.compose, sklearn.ensemble, sklearn.pipeline',
    seconds: 150,
  });
}

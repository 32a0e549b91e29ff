#!/usr/bin/env node
// The program under its unambiguous name. `--version` is answered here: scripts ask it often, and it needs nothing.
// A script and not a module (bin/package.json): Node starts it sooner.
'use strict';

const path = require('node:path');

const words = process.argv.slice(2);
if (words[0] === '--version' && words.length === 1) {
  process.stdout.write(`git-model ${require('../package.json').version}\n`);
} else {
  const { requireCompiled } = require('./compile-cache.js');
  const { main } = requireCompiled(path.join(__dirname, '../dist/cli.cjs'), words);
  main(words).then(exitCode => {
    process.exitCode = exitCode;
  });
}

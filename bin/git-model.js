#!/usr/bin/env node
// The program under its unambiguous name. `--version` is answered here: scripts ask it often, and it needs nothing.
import { readFileSync } from 'node:fs';
import module from 'node:module';

const words = process.argv.slice(2);
if (words[0] === '--version' && words.length === 1) {
  const manifest = readFileSync(new URL('../package.json', import.meta.url), 'utf8');
  process.stdout.write(`git-model ${JSON.parse(manifest).version}\n`);
} else {
  // Node 22 keeps compiled code between calls.
  module.enableCompileCache?.();
  const { main } = await import('../dist/cli.js');
  process.exitCode = await main(words);
}

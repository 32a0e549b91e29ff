// Where the tests of a run put what they make.

import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

const MEMORY = '/dev/shm';
const ROOM = 2 ** 30;

/**
 * A new folder outside all repositories. In memory where the machine has such a place with room for a gigabyte, and
 * programs may be run there: thousands of small files take a seventh less of the processor than on a disk. Who sets TMPDIR
 * chooses the place.
 */
export function makeQuickFolder() {
  const name = 'git-model-tests-';
  if (process.env['TMPDIR'] === undefined && process.platform === 'linux') {
    let folder;
    try {
      if (roomOf(MEMORY) >= ROOM) folder = mkdtempSync(path.join(MEMORY, name));
      if (folder !== undefined && canRun(folder)) return folder;
    } catch {
      // Not on this machine.
    }
    if (folder !== undefined) rmSync(folder, { recursive: true });
  }
  return mkdtempSync(path.join(tmpdir(), name));
}

function roomOf(folder) {
  const { bavail, bsize } = statfsSync(folder);
  return bavail * bsize;
}

function canRun(folder) {
  const program = path.join(folder, 'program');
  writeFileSync(program, '#!/bin/sh\nexit 0\n', { mode: 0o755 });
  const { status } = spawnSync(program);
  rmSync(program);
  return status === 0;
}

// Keeps what V8 compiled of dist/ between calls: compiling it anew is a third of what a short command takes.
// Node does that itself from 22.1 on; on Node 20 it is done here, for scripts. A cache that cannot be read, does not fit
// or cannot be written costs nothing but the time that it would have saved.
'use strict';

const fs = require('node:fs');
const Module = require('node:module');
const path = require('node:path');

/** Requires the script at `entry` and all that it requires in turn. `words` are those of the call. */
exports.requireCompiled = (entry, words) => {
  Module.enableCompileCache?.();
  // Coverage looks at what is compiled, and a cache leaves parts of it out.
  if (Module.enableCompileCache || process.env.NODE_V8_COVERAGE) return require(entry);
  return requireFromCache(entry, `${commandOf(words)}-${process.version}-${process.arch}`);
};

/** A cache a command: each compiles other parts. Only plain words become part of a file's name. */
function commandOf(words) {
  return /^[a-z]{1,20}$/.test(words[0] ?? 'help') ? (words[0] ?? 'help') : 'other';
}

/** V8 itself compares lengths alone. */
function stampOf(place) {
  const { size, mtimeMs } = fs.statSync(place);
  return `${size} ${mtimeMs} ${place}`;
}

function isCurrent(stamp) {
  try {
    return stampOf(stamp.split(' ').slice(2).join(' ')) === stamp;
  } catch {
    return false;
  }
}

function requireFromCache(entry, name) {
  const vm = require('node:vm');
  const files = [
    path.join(path.dirname(entry), 'compiled', name),
    path.join(userFolder(), 'git-model', name),
  ];
  const kept = readFirst(files);
  const scripts = [];
  const modules = new Map();
  const load = place => {
    const known = modules.get(place);
    if (known) return known.exports;
    const module = { exports: {} };
    modules.set(place, module);
    const stamp = stampOf(place);
    const script = new vm.Script(Module.wrap(fs.readFileSync(place, 'utf8')), {
      filename: place,
      cachedData: kept.get(stamp),
    });
    scripts.push({ stamp, script, fits: script.cachedDataRejected === false });
    const folder = path.dirname(place);
    const requireHere = wanted =>
      wanted.startsWith('.') ? load(path.join(folder, wanted)) : require(wanted);
    script.runInThisContext()(module.exports, requireHere, module, place, folder);
    return module.exports;
  };
  // At the end, so that it holds what the command used and not only what it loaded.
  process.once('exit', () => {
    if (scripts.some(({ fits }) => !fits)) write(files, scripts, kept);
  });
  return load(entry);
}

/** Where caches of this user belong, if the program's own folder is somebody else's. */
function userFolder() {
  const { env } = process;
  return (
    env.XDG_CACHE_HOME || env.LOCALAPPDATA || path.join(env.HOME || require('node:os').homedir(), '.cache')
  );
}

/** Compiled code by stamp. The file: one line of JSON, `[[stamp, bytes], …]`, then the code, one after the other. */
function readFirst(files) {
  for (const file of files) {
    try {
      const bytes = fs.readFileSync(file);
      let at = bytes.indexOf(10) + 1;
      const kept = new Map();
      for (const [stamp, length] of JSON.parse(bytes.toString('utf8', 0, at))) {
        kept.set(stamp, bytes.subarray(at, at + length));
        at += length;
      }
      return kept;
    } catch {}
  }
  return new Map();
}

/** What this call did not load stays: calls of one command take different ways, and would push each other's out. */
function write(files, scripts, kept) {
  const loaded = new Set(scripts.map(({ stamp }) => stamp));
  const parts = [
    ...scripts.map(({ stamp, script }) => [stamp, script.createCachedData()]),
    ...[...kept].filter(([stamp]) => !loaded.has(stamp) && isCurrent(stamp)),
  ];
  const header = `${JSON.stringify(parts.map(([stamp, code]) => [stamp, code.length]))}\n`;
  const bytes = Buffer.concat([Buffer.from(header), ...parts.map(([, code]) => code)]);
  for (const file of files) {
    try {
      fs.mkdirSync(path.dirname(file), { recursive: true });
      // Whole or not at all: another call may read it meanwhile.
      fs.writeFileSync(`${file}.${process.pid}`, bytes);
      fs.renameSync(`${file}.${process.pid}`, file);
      return;
    } catch {}
  }
}

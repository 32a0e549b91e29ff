// The text of mv.yaml as a YAML document of keys, or what is wrong with it before any key is looked at.

import {
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  parseDocument,
  visit,
  type YAMLError,
} from 'yaml';
import { shownValue } from '../data/place.ts';
import { invalidConfiguration } from './invalid-configuration.ts';

export type ReadYaml = {
  document: Document;
  lines: LineCounter;
  value: Record<string, unknown>;
};

/** Ten thousand columns take a fifth of a MiB. */
const LARGEST_CHARACTERS = 8 * 1024 * 1024;

/** Aliases may be used, but not to blow a few lines up to gigabytes. */
const MOST_ALIASES = 100;

/** Throws UserError `invalid-configuration` with the line. `where` stands before the complaint. */
export function readYaml(text: string, where: string): ReadYaml {
  const refuse = (line: number | null, message: string, hint: string | null = null) =>
    invalidConfiguration([{ where, line, message, hint }]);
  if (text.length > LARGEST_CHARACTERS) {
    throw refuse(null, 'it is larger than 8 MiB', 'it holds settings; rows belong into data/');
  }
  const conflict = /^(<{7}|={7}|>{7})( |\r?$)/m.exec(text);
  if (conflict) {
    const line = text.slice(0, conflict.index).split('\n').length;
    throw refuse(line, 'a conflict of a merge is left here', 'keep one side, and take the marks out');
  }
  const lines = new LineCounter();
  const lineAt = (offset: number) => lines.linePos(offset).line;
  const document = parse(text, lines);
  if (document === null) throw refuse(null, 'it is nested too deeply');
  const [broken] = [...document.errors, ...document.warnings];
  if (broken) throw refuse(lineAt(broken.pos[0]), explain(broken), hintFor(broken));
  const { contents } = document;
  if (contents === null || (isScalar(contents) && contents.value === null)) {
    throw refuse(null, 'it is empty', 'take back what was there: git checkout HEAD -- mv.yaml');
  }
  if (!isMap(contents)) {
    const found = isSeq(contents) ? 'a list' : 'one value';
    throw refuse(
      lineAt(contents.range![0]),
      `it holds ${found} where keys are expected`,
      'it begins so: name: bikes',
    );
  }
  const fault = findKeyAtFault(contents);
  if (fault?.first === null) {
    throw refuse(
      lineAt(fault.at),
      `no JavaScript object can hold the key ${shownValue(fault.name)}`,
      'rename it',
    );
  }
  if (fault) {
    const message = `the key ${shownValue(fault.name)} stands here a second time: it is on line ${lineAt(fault.first)} too`;
    throw refuse(lineAt(fault.at), message, 'take one of the two out');
  }
  const lost = findLostAlias(document);
  if (lost) {
    throw refuse(
      lineAt(lost.range![0]),
      `nothing before it is marked as &${lost.source}`,
      'write the value itself',
    );
  }
  try {
    return { document, lines, value: document.toJS({ maxAliasCount: MOST_ALIASES }) as ReadYaml['value'] };
  } catch {
    throw refuse(null, 'its aliases (*name) repeat more than they may', 'write the values themselves');
  }
}

function parse(text: string, lineCounter: LineCounter): Document | null {
  try {
    // The library compares each key with each; `findKeyAtFault` does it in one pass.
    return parseDocument(text, { lineCounter, prettyErrors: false, uniqueKeys: false, logLevel: 'error' });
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}

function explain({ code, message }: YAMLError): string {
  if (/call stack/.test(message)) return 'it is nested too deeply';
  if (code === 'MULTIPLE_DOCS') return 'a second document begins here';
  if (code === 'TAB_AS_INDENT') return 'a tab stands where only spaces may';
  if (code === 'TAG_RESOLVE_FAILED')
    return `a tag that is not understood: ${message.replace(/^.*tag:? /i, '')}`;
  return `this is not YAML: ${message}`;
}

function hintFor({ code }: YAMLError): string | null {
  if (code === 'MULTIPLE_DOCS') return 'take the line "---" out, and what follows it';
  if (code === 'TAB_AS_INDENT') return 'indent with spaces';
  if (code === 'TAG_RESOLVE_FAILED') return 'take the tag out, or put the text in quotes';
  return null;
}

/** A key that stands in its map already, at `first`, or one that no object can have (`first` is null). */
type KeyAtFault = { name: string; at: number; first: number | null };

/** Names that become one in JavaScript (`1` and `"1"`) are one. */
function findKeyAtFault(node: unknown): KeyAtFault | null {
  if (isSeq(node)) return firstOf(node.items);
  if (!isMap(node)) return null;
  const seen = new Map<string, number>();
  for (const { key } of node.items) {
    if (!isScalar(key)) continue;
    const name = String(key.value);
    const at = key.range![0];
    const first = seen.get(name);
    if (first !== undefined) return { name, at, first };
    if (name === '__proto__') return { name, at, first: null };
    seen.set(name, at);
  }
  return firstOf(node.items.map(item => item.value));
}

function firstOf(nodes: readonly unknown[]): KeyAtFault | null {
  for (const node of nodes) {
    const found = findKeyAtFault(node);
    if (found) return found;
  }
  return null;
}

function findLostAlias(document: Document): (Node & { source: string }) | null {
  let lost: (Node & { source: string }) | null = null;
  visit(document, {
    Alias(_, node) {
      if (!isAlias(node) || node.resolve(document) !== undefined) return undefined;
      lost = node;
      return visit.BREAK;
    },
  });
  return lost;
}

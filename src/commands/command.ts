// What a command is to the command line: arguments in, one result out, rendered as text or as JSON.

import type { Colours } from '../terminal/colour.ts';

export type Arguments = {
  positionals: Record<string, string | string[] | undefined>;
  options: Record<string, string | boolean | string[] | undefined>;
};

/** What surrounds a command. Clock, folder and terminal are handed in, so that a command can be run from a test. */
export type Context = {
  /** Folder to work in: the current one, or that of -C. */
  directory: string;
  /** The clock that SOURCE_DATE_EPOCH sets, in seconds since 1970; null for the real one. */
  epoch: number | null;
  json: boolean;
  quiet: boolean;
  yes: boolean;
  /** --trust: code that came from a remote may run. */
  trust: boolean;
  /** Whether questions may be asked: a terminal on both sides, and no --json. */
  asks: boolean;
  width: number;
  colours: Colours;
  /** A line for people on stderr: what is going on, or a warning. Silent with --quiet. */
  say(line: string, label?: 'note' | 'warning' | 'hint'): void;
  /** Share done of a long step, 0 to 1; shown only where someone watches. */
  progress(step: string, share: number): void;
  /** For commands that stream; others give a Result. */
  streams: {
    stdin(): NodeJS.ReadableStream;
    /** Resolves once there is room for more on stdout: to false where its reader is gone. */
    write(bytes: Uint8Array): Promise<boolean>;
    /** Whether stdout is a terminal, on which progress would stand between the rows. */
    writesToTerminal: boolean;
  };
};

export type Result = {
  /** The document of --json; its shape is the contract's. */
  document: Record<string, unknown>;
  /** The same for a person. */
  text(): string;
  /** Where it is not 0: the document is whole, and what it says is no success. */
  exitCode?: number;
  /** Whether the command has written what it had to say itself, line by line, as a server does. */
  written?: boolean;
};

export type CommandModule = {
  run(context: Context, args: Arguments): Promise<Result>;
};

/** Text of an option or positional that takes one value. */
export function textOf(value: string | boolean | string[] | undefined): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

export function listOf(value: string | boolean | string[] | undefined): string[] {
  return Array.isArray(value) ? value : typeof value === 'string' ? [value] : [];
}

// A source becomes a file on this disk that can be read more than once.

import { createWriteStream, statSync } from 'node:fs';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { type CsvFile, fileOnDisk } from '../data/csv/source.ts';
import { CommandError, Failure, UserError } from '../errors.ts';
import { type Downloaded, download, type Validators } from './download.ts';
import { runCommand } from './run-command.ts';
import type { CommandSource, Source, UrlSource } from './source.ts';
import { fillText, fillUrl, takeVariables, withoutValues } from './variables.ts';

type Permissions = {
  /** `mv.allowedVariables` and `mv.allowedHosts` of the local configuration. */
  variables: ReadonlySet<string>;
  hosts: ReadonlySet<string>;
  /** Whether everything here is this user's own word: there is no remote that is not trusted. */
  trusted: boolean;
};

export type BringInput = {
  source: Source;
  /** For what has to be written down. Empty. */
  folder: string;
  /** Top folder of the project. */
  directory: string;
  environment: NodeJS.ProcessEnv;
  input(): NodeJS.ReadableStream;
  permissions: Permissions;
  /** What the server said of the rows that are there already. */
  validatorsFor(url: string): Promise<Validators | null>;
};

export type BroughtSource =
  | { status: 'unchanged' }
  | {
      status: 'new';
      /** Its name in messages is the source's. */
      file: CsvFile;
      /** Where it lies. */
      disk: string;
      /** Of a URL: the address as it was asked, and what the server said. */
      fetched: { url: string; validators: Validators } | null;
    };

export async function bringSource(input: BringInput): Promise<BroughtSource> {
  const { source, folder } = input;
  const disk = path.join(folder, 'rows.csv');
  const brought = (place: string, fetched: { url: string; validators: Validators } | null = null) => ({
    status: 'new' as const,
    file: fileOnDisk({ path: place, shownAs: source.shown }),
    disk: place,
    fetched,
  });
  switch (source.kind) {
    case 'file': {
      const file = fileOnDisk({ path: source.path, shownAs: source.shown });
      if (!file.once) return brought(source.path);
      // A pipe gives its bytes once, and they are needed twice.
      await pipeline(file.open, createWriteStream(disk));
      return brought(disk);
    }
    case 'input':
      await pipeline(input.input(), createWriteStream(disk));
      return brought(disk);
    case 'url': {
      const { downloaded, url } = await fetchUrl(source, disk, input);
      if (downloaded.status === 'unchanged') return downloaded;
      return brought(disk, { url, validators: downloaded.validators });
    }
    case 'command':
      await fetchCommand(source, disk, input);
      // A client that found nothing may print nothing at all, not even a header.
      return statSync(disk).size === 0 ? { status: 'unchanged' } : brought(disk);
  }
}

async function fetchUrl(
  source: UrlSource,
  to: string,
  { environment, permissions, validatorsFor }: BringInput,
): Promise<{ downloaded: Downloaded; url: string }> {
  const { shown, headers, seconds, bytes, typed } = source;
  const texts = [source.url, ...Object.values(headers)];
  const values = takeVariables({ texts, shown, allowed: permissions.variables, environment });
  const url = fillUrl(source.url, values);
  const own = URL.canParse(url) ? new URL(url).host : null;
  const mayBePrivate = ({ host, hostname }: URL) =>
    permissions.hosts.has(host) ||
    permissions.hosts.has(hostname) ||
    (host === own && (typed || permissions.trusted));
  return withoutSecrets(values, async () => ({
    url,
    downloaded: await download({
      url,
      shown,
      headers: Object.fromEntries(
        Object.entries(headers).map(([name, text]) => [name.toLowerCase(), fillText(text, values)]),
      ),
      validators: await validatorsFor(url),
      seconds,
      bytes,
      mayBePrivate,
      to,
    }),
  }));
}

/** What a client of a database needs to find its own settings; nobody else's credentials are among it. */
const KEPT = [
  'PATH',
  'HOME',
  'USER',
  'LOGNAME',
  'SHELL',
  'LANG',
  'TZ',
  'TMPDIR',
  'TMP',
  'TEMP',
  'SystemRoot',
];

async function fetchCommand(
  { command, shown, seconds, bytes }: CommandSource,
  to: string,
  { environment, permissions, directory }: BringInput,
): Promise<void> {
  const values = takeVariables({ texts: [command], shown, allowed: permissions.variables, environment });
  const own: NodeJS.ProcessEnv = Object.fromEntries(values);
  for (const name of KEPT) if (environment[name] !== undefined) own[name] ??= environment[name];
  await withoutSecrets(values, () =>
    runCommand({ command, shown, directory, environment: own, seconds, bytes, to }),
  );
}

/** Whatever goes wrong is told without the values of variables: a server or a command may repeat them. */
async function withoutSecrets<T>(values: ReadonlyMap<string, string>, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (values.size === 0 || !(error instanceof Error)) throw error;
    const clean = (text: string) => withoutValues(text, values);
    if (!(error instanceof CommandError)) throw new Error(clean(error.message));
    const { code, hint, message } = error;
    const details = JSON.parse(clean(JSON.stringify(error.details)));
    const options = { code, hint: hint && clean(hint), details };
    throw error instanceof UserError
      ? new UserError(clean(message), options)
      : new Failure(clean(message), options);
  }
}

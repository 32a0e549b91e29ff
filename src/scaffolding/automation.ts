// Files that let other programs run a project's commands: workflows, pipelines, a flow, a line for cron, an image.

import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { UserError } from '../errors.ts';
import { version } from '../version.ts';
import { templatesDirectory } from './template.ts';

export const AUTOMATIONS = ['github', 'gitlab', 'kestra', 'cron', 'container', 'procfile'] as const;

export type Automation = (typeof AUTOMATIONS)[number];

/** Where each file goes, by its place under `templates/automation/`. */
const PLACES: Record<Automation, Record<string, string>> = {
  github: {
    'model-compare.yml': '.github/workflows/model-compare.yml',
    'model-cycle.yml': '.github/workflows/model-cycle.yml',
  },
  gitlab: { 'model.yml': '.gitlab/model.yml', 'gitlab-ci.yml': '.gitlab-ci.yml' },
  kestra: { 'flow.yml': 'automation/kestra.yml' },
  cron: { crontab: 'automation/crontab' },
  container: {
    Dockerfile: 'automation/Dockerfile',
    // BuildKit looks for it there: a .dockerignore at the top would be that of other images too.
    'Dockerfile.dockerignore': 'automation/Dockerfile.dockerignore',
    'compose.yml': 'automation/compose.yml',
    'prometheus.yml': 'automation/prometheus.yml',
  },
  procfile: { Procfile: 'Procfile' },
};

export type AutomatedProject = {
  /** Name of the project, as `mv.yaml` says it. */
  name: string;
  /** The environment that is to be kept fresh. */
  environment: string;
  /** Where it is cloned from; null where nobody knows yet. */
  url: string | null;
};

/**
 * Path (slashes) -> text, every name filled in. Throws UserError `environment-name` for an environment whose name would
 * have a meaning of its own in YAML, in a shell or in an expression.
 */
export async function automationFiles(
  automations: readonly Automation[],
  { name, environment, url }: AutomatedProject,
): Promise<Map<string, string>> {
  requirePlainName(environment);
  const words: Record<string, string> = {
    ENVIRONMENT: environment,
    PROJECT: plainName(name),
    STACK: stackName(name),
    REPOSITORY: httpsUrl(url) ?? 'https://github.com/OWNER/REPOSITORY.git',
    VERSION: version,
  };
  const files = new Map<string, string>();
  for (const automation of automations) {
    for (const [file, place] of Object.entries(PLACES[automation])) {
      const text = await readFile(path.join(templatesDirectory(), 'automation', automation, file), 'utf8');
      files.set(
        place,
        text.replace(/__([A-Z]+)__/g, (whole, word: string) => words[word] ?? whole),
      );
    }
  }
  return files;
}

function requirePlainName(environment: string): void {
  if (/^[A-Za-z0-9._/-]+$/.test(environment)) return;
  throw new UserError(
    `--automation: the environment "${environment}" has a name that shells and YAML read otherwise`,
    {
      code: 'environment-name',
      hint: 'name it with letters, digits, ".", "_", "-" and "/" alone',
      details: { environment },
    },
  );
}

/** What Kestra takes as part of an id. @example plainName('my bikes (new)') // 'my-bikes-new' */
function plainName(name: string): string {
  return name.replace(/[^A-Za-z0-9._]+/g, '-').replace(/^[-._]+|-+$/g, '') || 'model';
}

/** What Docker takes as the name of an image and of a stack. @example stackName('My bikes 2.0') // 'my-bikes-2-0' */
function stackName(name: string): string {
  return (
    name
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, '-')
      .replace(/^-+|-+$/g, '') || 'model'
  );
}

/** By https, where a token gets in; null where no such address follows from it. Passwords stay behind. */
function httpsUrl(url: string | null): string | null {
  const [, host, place] = /^(?:ssh:\/\/)?git@([\w.-]+)[:/](?!\d+\/)([\w./-]+)$/.exec(url ?? '') ?? [];
  if (host !== undefined) return `https://${host}/${place}`;
  const [, rest] = /^https:\/\/(?:[^@/]*@)?([\w.:/~-]+)$/.exec(url ?? '') ?? [];
  return rest === undefined ? null : `https://${rest}`;
}

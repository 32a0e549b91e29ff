// Every file of a new project that people own.

import { parseConfiguration } from '../project/configuration.ts';
import { jsonSchema } from '../project/json-schema.ts';
import { CONFIGURATION } from '../project/layout.ts';
import type { Configuration } from '../project/schema.ts';
import { setKeys } from '../project/set-keys.ts';
import { withRoutes } from '../repository/objects/large-files.ts';
import { type Draft, draftConfiguration } from './draft.ts';
import { readTemplate, type TemplateName } from './template.ts';

/** Where mv.yaml says its schema is. */
const SCHEMA = '.mv/schema.json';

export type Scaffold = { files: Map<string, string>; configuration: Configuration };

/** Path -> text; `assignments` are those of `--set`. `url` is the data repository's, as .gitmodules will say it. */
export async function scaffoldFiles({
  draft,
  assignments,
  template,
  url,
  usesLfs,
}: {
  draft: Draft;
  assignments: readonly string[];
  template: TemplateName;
  url: string;
  /** Whether binary models go through git-lfs. */
  usesLfs: boolean;
}): Promise<Scaffold> {
  const text = setKeys(draftConfiguration(draft, template), assignments);
  const configuration = parseConfiguration(text);
  const { name, problem } = configuration;
  const files = await readTemplate(template, {
    name: name.replace(/[\\`*_[\]<>]|#$/g, '\\$&'),
    target: codeText(problem.target),
    task: problem.task,
    sharing: sharing(url, name),
  });
  files.set(CONFIGURATION, text);
  files.set(SCHEMA, jsonSchema());
  if (usesLfs) files.set('.gitattributes', withRoutes(files.get('.gitattributes') ?? ''));
  return { files, configuration };
}

function sharing(url: string, name: string): string {
  const code = (text: string) => `\`${codeText(text)}\``;
  if (url.startsWith('../')) {
    return `The data are a repository of their own, ${code(url)}: push both side by side and the same \`.gitmodules\` is right there too.

Plain Git refuses a sibling folder in its own submodule commands (\`transport 'file' not allowed\`); \`git model experiment --worktree\` and \`git model train\` do that step themselves. By hand, for this one URL: \`git -c protocol.file.allow=always submodule update --init data\`.`;
  }
  if (url.startsWith('/') || url.startsWith('file:')) {
    return `The data are the repository ${code(url)} of this machine. Before others can clone the project, put the data where they can reach them, and write that URL into \`.gitmodules\`.`;
  }
  return `${code(`git clone --recurse-submodules <url of ${name}>`)} brings code, models and data, which are a repository of their own: ${code(url)}.`;
}

/** Inside a code span only the backtick and line breaks have a meaning. */
function codeText(text: string): string {
  return text.replace(/[`\r\n]/g, ' ');
}

// mv.yaml as a value: read, checked against the schema, every complaint with its line and the near name.

import { contradictions } from './contradictions.ts';
import { explainIssue } from './explain-issue.ts';
import { invalidConfiguration } from './invalid-configuration.ts';
import { CONFIGURATION } from './layout.ts';
import { lineOfKey } from './line-of-key.ts';
import { readYaml } from './read-yaml.ts';
import { type Configuration, configurationSchema } from './schema.ts';

/** More than these nobody reads at once, and the line of each is looked up. */
const MOST_COMPLAINTS = 100;

/** Texts that were right, the last used last: branches mostly have the same, and reading one takes milliseconds. */
const known = new Map<string, Configuration>();
const MOST_KNOWN = 8;

/**
 * Reads the text of mv.yaml. `where` stands before every complaint (`mv.yaml of prod`). Who reads a text again is given
 * the same object, which nobody may change.
 * Throws UserError `invalid-configuration`; details hold every problem in the order of the file, the message the first.
 */
export function parseConfiguration(text: string, where: string = CONFIGURATION): Configuration {
  const configuration = known.get(text) ?? readConfiguration(text, where);
  known.delete(text);
  known.set(text, configuration);
  const [oldest] = known.keys();
  if (known.size > MOST_KNOWN) known.delete(oldest);
  return configuration;
}

function readConfiguration(text: string, where: string): Configuration {
  const { document, lines, value } = readYaml(text, where);
  const result = configurationSchema.safeParse(value);
  const complaints = result.success
    ? contradictions(result.data)
    : result.error.issues.flatMap(issue => explainIssue(issue, value));
  if (result.success && complaints.length === 0) return result.data;
  throw invalidConfiguration(
    complaints.slice(0, MOST_COMPLAINTS).map(({ path, message, hint }) => ({
      where,
      line: lineOfKey(document, lines, path),
      message,
      hint,
    })),
  );
}

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

/**
 * Reads the text of mv.yaml. `where` stands before every complaint (`mv.yaml of prod`).
 * Throws UserError `invalid-configuration`; details hold every problem in the order of the file, the message the first.
 */
export function parseConfiguration(text: string, where: string = CONFIGURATION): Configuration {
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

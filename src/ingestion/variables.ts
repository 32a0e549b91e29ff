// `${VARIABLES}` of a source: taken from the environment where this machine's user allowed them, and shown nowhere.

import { UserError } from '../errors.ts';

const VARIABLE = /\$\{([A-Za-z_][A-Za-z0-9_]*)\}/g;

/** The names in the order of the text, each once. `variablesIn('?key=${API_KEY}')` is `['API_KEY']`. */
function variablesIn(text: string): string[] {
  return [...new Set([...text.matchAll(VARIABLE)].map(found => found[1]))];
}

/**
 * The values of the variables that these texts name. Throws UserError `variable-not-allowed` where the local
 * configuration does not list one, `variable-not-set` where it has no value.
 */
export function takeVariables({
  texts,
  shown,
  allowed,
  environment,
}: {
  texts: readonly string[];
  /** What the source is called in messages. */
  shown: string;
  allowed: ReadonlySet<string>;
  environment: NodeJS.ProcessEnv;
}): Map<string, string> {
  const values = new Map<string, string>();
  for (const name of new Set(texts.flatMap(variablesIn))) {
    if (!allowed.has(name)) {
      throw new UserError(`${shown} wants the variable ${name}, which this machine does not give away`, {
        code: 'variable-not-allowed',
        hint: `if ${shown} may have it: git config --local --add mv.allowedVariables ${name}`,
        details: { variable: name, source: shown },
      });
    }
    const value = environment[name];
    if (value === undefined || value === '') {
      throw new UserError(`${shown} needs the variable ${name}, and it is not set`, {
        code: 'variable-not-set',
        hint: `set it in the environment of this command: ${name}=…`,
        details: { variable: name, source: shown },
      });
    }
    values.set(name, value);
  }
  return values;
}

/** In the path and the query of a URL, and before the `@` of its host, a value is a part and is encoded as one. */
export function fillUrl(template: string, values: ReadonlyMap<string, string>): string {
  const authority = /^[a-z][a-z0-9+.-]*:\/\/[^/?#]*/i.exec(template)?.[0].length ?? 0;
  const host = template.lastIndexOf('@', authority);
  return template.replace(VARIABLE, (_, name: string, at: number) => {
    const value = values.get(name) ?? '';
    return at < authority && at > host ? value : encodeURIComponent(value);
  });
}

/** In a header a value stands as it is. */
export function fillText(template: string, values: ReadonlyMap<string, string>): string {
  return template.replace(VARIABLE, (_, name: string) => values.get(name) ?? '');
}

/** A text as it may be shown: wherever a value stands in it, its name does instead. */
export function withoutValues(text: string, values: ReadonlyMap<string, string>): string {
  let shown = text;
  for (const [name, value] of values) {
    for (const form of [value, encodeURIComponent(value)]) shown = shown.replaceAll(form, `\${${name}}`);
  }
  return shown;
}

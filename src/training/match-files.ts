// Which files of the data repository hold rows.

/**
 * Paths that one of the patterns names, in code-unit order. `*` stands for any characters but `/`, `**` for any at all.
 * `matchFiles(['initial/a.csv', 'notes.md'], ['initial/*.csv'])` is `['initial/a.csv']`.
 */
export function matchFiles(paths: readonly string[], patterns: readonly string[]): string[] {
  const expressions = patterns.map(toExpression);
  return paths.filter(path => expressions.some(expression => expression.test(path))).sort();
}

function toExpression(pattern: string): RegExp {
  const source = pattern
    .split(/(\*\*\/|\*\*|\*|\?)/)
    .map(part => {
      if (part === '**/') return '(?:.*/)?';
      if (part === '**') return '.*';
      if (part === '*') return '[^/]*';
      if (part === '?') return '[^/]';
      return part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
    })
    .join('');
  return new RegExp(`^${source}$`, 's');
}

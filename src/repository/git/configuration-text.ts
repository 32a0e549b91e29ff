// Git's configuration as text, for files that are new and ours: each `git config` is a process and a lock.

/**
 * A value as Git writes it: `#` and `;` would begin a comment, spaces at the ends be lost, a line break end it.
 *
 * @example configurationText('../a b.git') // '"../a b.git"'
 */
export function configurationText(value: string): string {
  if (/^[\w./:@%+~-]+$/.test(value)) return value;
  return `"${value.replace(/["\\]/g, '\\$&').replaceAll('\n', '\\n')}"`;
}

/**
 * What `git clone --bare` configured, as the configuration of a submodule with its working tree elsewhere. `workTree`
 * is relative to the Git directory, `url` what a fetch will use.
 */
export function submoduleConfiguration(
  cloned: string,
  { workTree, url }: { workTree: string; url: string },
): string {
  const rest = cloned
    .replace(/^\[remote "origin"\]\n(?:\t.*\n)*/m, '')
    .replace(/^\tbare = true\n/m, `\tbare = false\n\tworktree = ${configurationText(workTree)}\n`);
  const fetch = '+refs/heads/*:refs/remotes/origin/*';
  return `${rest}[remote "origin"]\n\turl = ${configurationText(url)}\n\tfetch = ${fetch}\n`;
}

/**
 * Whether a symbolic link of a tree stays inside it, however it is followed: its target is relative, goes up only at its
 * beginning, and no further than the `depth` folders that the link lies in. A `..` further on could go up from wherever
 * another link leads.
 *
 * @example staysInside('../shared/a.json', 1) // true
 * @example staysInside('shared/../../a', 1) // false
 */
export function staysInside(target: string, depth: number): boolean {
  if (target === '' || target.startsWith('/') || target.includes('\0')) return false;
  const parts = target.split('/').filter(part => part !== '' && part !== '.');
  const up = parts.findIndex(part => part !== '..');
  const climbs = up === -1 ? parts.length : up;
  return climbs <= depth && !parts.slice(climbs).includes('..');
}

// URLs in .gitmodules, as Git resolves them.

/** `resolveRelativeUrl('https://host/team/bikes.git', '../bikes-data.git')` is `https://host/team/bikes-data.git`. */
export function resolveRelativeUrl(base: string, url: string): string {
  if (!/^\.\.?\//.test(url)) return url;
  let left = base.replace(/\/+$/, '');
  let rest = url;
  for (;;) {
    if (rest.startsWith('./')) rest = rest.slice(2);
    else if (rest.startsWith('../')) {
      rest = rest.slice(3);
      const cut = Math.max(left.lastIndexOf('/'), left.lastIndexOf(':'));
      // `host:bikes.git` keeps its colon: `host:` + `bikes-data.git`.
      left = left[cut] === ':' ? left.slice(0, cut + 1) : left.slice(0, Math.max(cut, 0));
    } else break;
  }
  return left.endsWith(':') ? `${left}${rest}` : `${left}/${rest}`;
}

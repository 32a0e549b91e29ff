import { access } from 'node:fs/promises';

/** Whether something stands at this path. */
export function isThere(file: string): Promise<boolean> {
  return access(file).then(
    () => true,
    () => false,
  );
}

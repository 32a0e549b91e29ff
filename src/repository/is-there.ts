import { existsSync } from 'node:fs';

/**
 * Whether something stands at this path. Asked directly, here and in what every command passes through: the first
 * question that goes through Node's threads has to start them, which takes longer than all that is asked.
 */
export async function isThere(file: string): Promise<boolean> {
  return existsSync(file);
}

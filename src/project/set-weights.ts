import { readYaml } from './read-yaml.ts';
import { setKey } from './set-keys.ts';

/**
 * The text of mv.yaml with other weights of an experiment that it holds; all else stays as it was written. `where` names
 * the file in complaints.
 */
export function setWeights(
  text: string,
  experiment: string,
  weights: ReadonlyMap<string, number>,
  where: string,
): string {
  let edited = text;
  for (const [branch, value] of weights) {
    edited = setKey(
      edited,
      { path: ['experiments', experiment, 'arms', branch], value },
      readYaml(edited, where),
    );
  }
  return edited;
}

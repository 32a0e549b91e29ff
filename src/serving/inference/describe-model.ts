// What a model says of itself in the v2 protocol: its inputs and outputs, from its signature.

import type { ColumnSchema } from '../../data/schema.ts';
import type { Signature } from '../../data/signature.ts';

type TensorMetadata = { name: string; datatype: string; shape: number[] };

/** -1 stands for any number of rows. */
export function inputsOf(columns: readonly ColumnSchema[]): TensorMetadata[] {
  return columns.map(({ name, type }) => ({
    name,
    datatype: type === 'numeric' ? 'FP64' : 'BYTES',
    shape: [-1],
  }));
}

export function outputsOf({ target }: Signature, isRegression: boolean): TensorMetadata[] {
  if (isRegression) return [{ name: 'prediction', datatype: 'FP64', shape: [-1] }];
  return [
    { name: 'prediction', datatype: 'BYTES', shape: [-1] },
    { name: 'probability', datatype: 'FP64', shape: [-1, target.classes?.length ?? -1] },
  ];
}

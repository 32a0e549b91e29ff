// The answer of a v2 `infer`: as JSON alone, or as JSON with binary tensors after it.

import type { Prediction } from '../../models/learner.ts';
import { badRequest, shown } from '../rejection.ts';
import type { InferRequest } from './read-infer.ts';

export type Answer = {
  body: string | Buffer;
  /** Bytes of JSON where binary tensors follow; null where all is JSON. */
  headerLength: number | null;
};

type Output = { name: string; datatype: string; shape: number[]; values: Float64Array | string[] };

/** What the model answers, in the protocol's terms. Throws Rejection for an output that it does not have. */
export function writeInfer(
  prediction: Prediction,
  {
    request,
    rows,
    model,
    version,
    id,
    branch,
  }: {
    request: Pick<InferRequest, 'outputs' | 'allBinary'>;
    rows: number;
    model: string;
    version: string;
    id: string;
    branch: string;
  },
): Answer {
  const available = outputsOf(prediction, rows);
  const wanted = request.outputs ?? available.map(({ name }) => ({ name, binary: request.allBinary }));
  const binary: Buffer[] = [];
  const written = wanted.map(({ name, binary: asBinary }) => {
    const output = available.find(each => each.name === name);
    if (output === undefined)
      throw noOutput(
        name,
        available.map(each => each.name),
      );
    const { datatype, shape, values } = output;
    const head = `{"name":"${name}","datatype":"${datatype}","shape":[${shape}]`;
    if (!asBinary) return `${head},"data":${listOf(values)}}`;
    const bytes = bytesOf(values);
    binary.push(bytes);
    return `${head},"parameters":{"binary_data_size":${bytes.length}}}`;
  });
  const json =
    `{"model_name":${JSON.stringify(model)},"model_version":"${version}","id":${JSON.stringify(id)},` +
    `"parameters":{"branch":${JSON.stringify(branch)}},"outputs":[${written.join(',')}]}`;
  if (binary.length === 0) return { body: json, headerLength: null };
  const header = Buffer.from(json);
  return { body: Buffer.concat([header, ...binary]), headerLength: header.length };
}

/** Throws Rejection as `writeInfer` does, before anything is predicted. */
export function requireOutputs(request: Pick<InferRequest, 'outputs'>, names: readonly string[]): void {
  for (const { name } of request.outputs ?? []) if (!names.includes(name)) throw noOutput(name, names);
}

function noOutput(name: string, names: readonly string[]) {
  return badRequest(`the model has no output ${shown(name)}: it has ${names.join(', ')}`);
}

function outputsOf(prediction: Prediction, rows: number): Output[] {
  if (prediction.task === 'regression') {
    return [{ name: 'prediction', datatype: 'FP64', shape: [rows], values: prediction.values }];
  }
  const { codes, classes, probabilities } = prediction;
  return [
    {
      name: 'prediction',
      datatype: 'BYTES',
      shape: [rows],
      values: Array.from(codes, code => classes[code]),
    },
    { name: 'probability', datatype: 'FP64', shape: [rows, classes.length], values: probabilities },
  ];
}

function listOf(values: Float64Array | string[]): string {
  return Array.isArray(values) ? JSON.stringify(values) : numberList(values);
}

/** As JSON.stringify writes a list, what is not finite as null. */
function numberList(values: Float64Array): string {
  if (values.length === 1) return `[${Number.isFinite(values[0]) ? values[0] : 'null'}]`;
  return JSON.stringify(Array.from(values));
}

function bytesOf(values: Float64Array | string[]): Buffer {
  if (!Array.isArray(values)) {
    const bytes = Buffer.allocUnsafe(values.length * 8);
    for (let at = 0; at < values.length; at++) bytes.writeDoubleLE(values[at], at * 8);
    return bytes;
  }
  return Buffer.concat(
    values.flatMap(text => {
      const bytes = Buffer.from(text);
      const length = Buffer.allocUnsafe(4);
      length.writeUInt32LE(bytes.length);
      return [length, bytes];
    }),
  );
}

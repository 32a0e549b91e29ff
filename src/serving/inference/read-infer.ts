// The body of a v2 `infer`: tensors become the columns of a request.

import { objectIn, parseLenientJson } from '../lenient-json.ts';
import { type RawValues, type Received, requestId, requireFewColumns } from '../received.ts';
import { badRequest, shown } from '../rejection.ts';
import { DATA_TYPES, numberType } from './data-types.ts';
import { readBinary } from './read-binary.ts';

/** Which outputs the answer has, and which of them as binary data. */
type WantedOutputs = { name: string; binary: boolean }[] | null;

export type InferRequest = Received & {
  /** Null for all of them, as JSON or, with `allBinary`, as binary data. */
  outputs: WantedOutputs;
  allBinary: boolean;
};

type Tensor = { name: string; shape: number[]; values: RawValues };

/**
 * `headerLength` is that of `Inference-Header-Content-Length`: the bytes of JSON, binary tensors after them; null where
 * all is JSON. Throws Rejection for whatever the protocol does not allow.
 */
export function readInfer(body: Buffer, headerLength: number | null): InferRequest {
  if (headerLength !== null && headerLength > body.length) {
    throw badRequest(`Inference-Header-Content-Length is ${headerLength}, the body has ${body.length} bytes`);
  }
  const json = headerLength === null ? body : body.subarray(0, headerLength);
  const request = objectIn(parseLenientJson(json));
  const id = requestId(request['id']);
  const parameters =
    request['parameters'] === undefined ? {} : objectIn(request['parameters'], '"parameters"');
  const { inputs } = request;
  if (!Array.isArray(inputs) || inputs.length === 0) throw badRequest('"inputs" is no list of tensors');
  requireFewColumns(inputs.length);
  const binary = { bytes: headerLength === null ? null : body.subarray(headerLength), at: 0 };
  const tensors = inputs.map(input => readTensor(objectIn(input, 'an input'), binary));
  if (binary.bytes !== null && binary.at !== binary.bytes.length) {
    throw badRequest(`the body has ${binary.bytes.length - binary.at} bytes after its last tensor`);
  }
  const rows = tensors[0].shape[0];
  if (rows === 0) throw badRequest('there are no rows');
  const { outputs, allBinary } = wantedOutputs(request['outputs'], parameters);
  return { id, rows, ...columnsOf(tensors, rows), parameters, strict: true, outputs, allBinary };
}

function columnsOf(tensors: readonly Tensor[], rows: number): Pick<Received, 'columns' | 'matrix'> {
  const [first] = tensors;
  const isMatrix = first.shape.length === 2 && first.shape[1] !== 1;
  if (tensors.length === 1 && isMatrix) {
    return { columns: new Map(), matrix: { width: first.shape[1], values: first.values } };
  }
  const columns = new Map<string, RawValues>();
  for (const { name, shape, values } of tensors) {
    if (shape.length === 2 && shape[1] !== 1) {
      throw badRequest(`${shown(name)} has the shape [${shape}]: a column is [rows] or [rows, 1]`);
    }
    if (shape[0] !== rows)
      throw badRequest(`${shown(name)} has ${shape[0]} rows, ${shown(first.name)} ${rows}`);
    if (columns.has(name)) throw badRequest(`there are two inputs ${shown(name)}`);
    columns.set(name, values);
  }
  return { columns, matrix: null };
}

function readTensor(input: Record<string, unknown>, binary: { bytes: Buffer | null; at: number }): Tensor {
  const { name, datatype, data } = input;
  if (typeof name !== 'string' || name === '') throw badRequest('an input has no "name"');
  if (typeof datatype !== 'string' || !DATA_TYPES.includes(datatype)) {
    throw badRequest(`the "datatype" of ${shown(name)} is none of ${DATA_TYPES.join(', ')}`);
  }
  const { shape, size } = shapeOf(name, input['shape']);
  const parameters = input['parameters'] === undefined ? {} : objectIn(input['parameters'], '"parameters"');
  const bytes = parameters['binary_data_size'];
  if (bytes !== undefined) {
    if (binary.bytes === null) {
      throw badRequest(`${shown(name)} is binary, but there is no Inference-Header-Content-Length`);
    }
    if (data !== undefined) throw badRequest(`${shown(name)} has both "data" and "binary_data_size"`);
    if (typeof bytes !== 'number' || !Number.isSafeInteger(bytes) || bytes < 0) {
      throw badRequest(`the "binary_data_size" of ${shown(name)} is no number of bytes`);
    }
    if (binary.at + bytes > binary.bytes.length) throw badRequest(`the body ends within ${shown(name)}`);
    const own = binary.bytes.subarray(binary.at, binary.at + bytes);
    binary.at += bytes;
    return { name, shape, values: readBinary(own, { name, datatype, size }) };
  }
  if (!Array.isArray(data)) throw badRequest(`the "data" of ${shown(name)} is no list`);
  const values = flat(data, shape.length);
  if (values.length !== size) {
    throw badRequest(`${shown(name)} has ${values.length} values, its shape [${shape}] asks for ${size}`);
  }
  return { name, shape, values: jsonValues(name, datatype, values) };
}

function shapeOf(name: string, value: unknown): { shape: number[]; size: number } {
  const isShape =
    Array.isArray(value) &&
    (value.length === 1 || value.length === 2) &&
    value.every(length => Number.isSafeInteger(length) && length >= 0 && length < 2 ** 31);
  if (!isShape) throw badRequest(`the "shape" of ${shown(name)} is neither [rows] nor [rows, columns]`);
  const shape = value as number[];
  return { shape, size: shape.reduce((product, length) => product * length, 1) };
}

/** The protocol allows data as one list, or nested as the shape is. */
function flat(data: readonly unknown[], depth: number): readonly unknown[] {
  return depth === 2 && Array.isArray(data[0]) ? data.flat(1) : data;
}

function jsonValues(name: string, datatype: string, values: readonly unknown[]): RawValues {
  const isText = numberType(datatype) === undefined;
  const wrong = values.findIndex(value =>
    isText ? value !== null && typeof value !== 'string' : !isNumeric(value),
  );
  if (wrong >= 0) {
    throw badRequest(`${shown(name)}, row ${wrong + 1}: ${datatype} takes ${isText ? 'texts' : 'numbers'}`);
  }
  return isText ? { kind: 'texts', values: values as (string | null)[] } : { kind: 'json', values };
}

function isNumeric(value: unknown): boolean {
  return typeof value === 'number' || value === null || typeof value === 'boolean';
}

function wantedOutputs(
  value: unknown,
  parameters: Record<string, unknown>,
): Pick<InferRequest, 'outputs' | 'allBinary'> {
  const allBinary = parameters['binary_data_output'] === true;
  if (value === undefined || (Array.isArray(value) && value.length === 0))
    return { outputs: null, allBinary };
  if (!Array.isArray(value)) throw badRequest('"outputs" is no list');
  const outputs = value.map(each => {
    const output = objectIn(each, 'an output');
    const { name } = output;
    if (typeof name !== 'string') throw badRequest('an output has no "name"');
    const own = output['parameters'] === undefined ? {} : objectIn(output['parameters'], '"parameters"');
    const binary = own['binary_data'] === undefined ? allBinary : own['binary_data'] === true;
    return { name, binary };
  });
  return { outputs, allBinary };
}

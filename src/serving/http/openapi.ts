// /openapi.json: what can be asked, from the signatures of what is served at this moment.

import type { ColumnSchema } from '../../data/schema.ts';
import { version } from '../../version.ts';
import { DATA_TYPES } from '../inference/data-types.ts';
import { outputsOf } from '../inference/describe-model.ts';
import type { ServedModel } from '../model/open-served-model.ts';
import { LONGEST_ID, LONGEST_PREDICTION_ID } from '../received.ts';
import type { Traffic } from '../traffic.ts';

type Schema = Record<string, unknown>;

const text = { type: 'string' };
const name = { type: 'string', minLength: 1, maxLength: LONGEST_ID };
const objectOf = (properties: Record<string, Schema>, required = Object.keys(properties)): Schema => ({
  type: 'object',
  properties,
  required,
});
const listOf = (items: Schema): Schema => ({ type: 'array', items });

const SOME = { type: 'array', minItems: 1 };

const ERROR = { description: 'why, in one sentence', content: json(objectOf({ error: text })) };
/** Whatever takes rows may say any of these. */
const REFUSALS = ['400', '401', '404', '408', '413', '415', '429', '500', '503', '504'];
const NOT_FOUND = ['401', '404', '405'];

/** A number of a CSV, as a label may be sent. */
const NUMBER = '^[-+]?([0-9]+[.]?[0-9]*|[.][0-9]+)([eE][-+]?[0-9]{1,2})?$';

export function openApi(traffic: Traffic, { needsToken }: { needsToken: boolean }): Schema {
  const names = [...new Set([...traffic.branches(), traffic.project])];
  const models = names.flatMap(each => {
    const [model] = traffic.named(each);
    return model === undefined ? [] : [[each, model] as const];
  });
  const [first] = traffic.named(traffic.project);
  return {
    openapi: '3.1.0',
    info: { title: traffic.project, version, description: 'Predictions straight from branches.' },
    paths: {
      ...fixedPaths(first),
      '/invocations': { post: invocations(first) },
      ...Object.assign({}, ...models.map(([each, model]) => modelPaths(each, model))),
    },
    ...(needsToken
      ? {
          components: { securitySchemes: { token: { type: 'http', scheme: 'bearer' } } },
          security: [{ token: [] }],
        }
      : {}),
  };
}

function fixedPaths({ isRegression }: ServedModel): Record<string, Schema> {
  const probe = (schema: Schema) => ({ get: answers(json(schema), ['503'], { security: [] }) });
  const label = objectOf({
    id: { type: 'string', minLength: 1, maxLength: LONGEST_PREDICTION_ID },
    label: isRegression
      ? { type: ['number', 'string'], pattern: NUMBER }
      : { type: ['number', 'string', 'boolean'] },
  });
  const counts = ['joined', 'unknown', 'duplicates', 'conflicting'];
  return {
    '/v2': { get: answers(json(objectOf({ name: text, version: text, extensions: listOf(text) })), ['401']) },
    '/v2/health/live': probe(objectOf({ live: { type: 'boolean' } })),
    '/v2/health/ready': probe(objectOf({ ready: { type: 'boolean' } })),
    '/v2/repository/index': {
      post: answers(
        json(listOf(objectOf({ name: text, version: text, state: text, reason: text }))),
        REFUSALS,
        {
          requestBody: { content: json({ type: 'object' }) },
        },
      ),
    },
    '/ping': probe({ type: 'object' }),
    '/health': probe({ type: 'object' }),
    '/version': { get: answers({ 'text/plain': { schema: text } }, ['401']) },
    '/metrics': { get: answers({ 'text/plain': { schema: text } }, ['401', '500']) },
    '/openapi.json': { get: answers(json({ type: 'object' }), ['401']) },
    '/feedback': {
      post: answers(
        json(objectOf(Object.fromEntries(counts.map(each => [each, { type: 'integer' }])))),
        REFUSALS,
        { requestBody: { required: true, content: json(objectOf({ labels: listOf(label) })) } },
      ),
    },
  };
}

function modelPaths(model: string, served: ServedModel): Record<string, Schema> {
  const base = `/v2/models/${encodeURIComponent(model)}`;
  const tensor = objectOf({ name: text, datatype: text, shape: listOf({ type: 'integer' }) });
  const versioned = [base, `${base}/versions/${served.commit}`];
  return Object.fromEntries(
    versioned.flatMap(place => [
      [
        place,
        {
          get: answers(
            json(
              objectOf({
                name: text,
                versions: listOf(text),
                platform: text,
                inputs: listOf(tensor),
                outputs: listOf(tensor),
              }),
            ),
            NOT_FOUND,
          ),
        },
      ],
      [
        `${place}/ready`,
        { get: answers(json(objectOf({ name: text, ready: { type: 'boolean' } })), [...NOT_FOUND, '503']) },
      ],
      [`${place}/infer`, { post: infer(served) }],
    ]),
  );
}

function infer({ columns, signature, isRegression, mostRows }: ServedModel): Schema {
  const outputs = outputsOf(signature, isRegression);
  const request = objectOf(
    {
      id: name,
      parameters: { type: 'object' },
      inputs: {
        ...listOf({ oneOf: [...columns.map(columnTensor), tableTensor(columns)] }),
        minItems: 1,
        description: `One tensor a column, each of shape [rows] or [rows, 1], or one table [rows, ${columns.length}] in the order of the columns. At most ${mostRows} rows.`,
      },
      outputs: listOf(
        objectOf({ name: { enum: outputs.map(each => each.name) }, parameters: { type: 'object' } }, [
          'name',
        ]),
      ),
    },
    ['inputs'],
  );
  const answer = objectOf({
    model_name: text,
    model_version: text,
    id: text,
    parameters: objectOf({ branch: text }),
    outputs: listOf(objectOf({ name: text, datatype: text, shape: listOf({ type: 'integer' }) })),
  });
  return answers({ ...json(answer), 'application/octet-stream': {} }, REFUSALS, {
    parameters: [unitParameter()],
    requestBody: { required: true, content: json(request) },
  });
}

function columnTensor({ name: column, ...schema }: ColumnSchema): Schema {
  const shape = { type: 'array', items: { type: 'integer', minimum: 1 }, minItems: 1, maxItems: 2 };
  return objectOf({
    name: { const: column },
    datatype: { enum: schema.type === 'time' ? ['BYTES'] : DATA_TYPES },
    shape,
    data: {
      type: 'array',
      ...(schema.type === 'time' ? { description: `texts, written ${schema.format}` } : {}),
    },
  });
}

function tableTensor(columns: readonly ColumnSchema[]): Schema {
  const width = { type: 'array', items: { type: 'integer', minimum: 1 }, minItems: 2, maxItems: 2 };
  return objectOf({
    name: { type: 'string', not: { enum: columns.map(each => each.name) } },
    datatype: { enum: DATA_TYPES },
    shape: width,
    data: SOME,
  });
}

function invocations({ columns }: ServedModel): Schema {
  const value = { type: ['number', 'string', 'boolean', 'null'] };
  const record: Schema = {
    type: 'object',
    properties: Object.fromEntries(columns.map(each => [each.name, value])),
    required: columns.map(each => each.name),
  };
  const forms = [
    objectOf({ dataframe_split: objectOf({ columns: listOf(text), data: listOf(listOf(value)) }) }),
    objectOf({ dataframe_records: listOf(record) }),
    objectOf({ instances: listOf({ anyOf: [record, listOf(value), value] }) }),
    objectOf({ inputs: { anyOf: [{ type: 'object' }, listOf({ anyOf: [record, listOf(value), value] })] } }),
  ];
  return answers(json(objectOf({ predictions: listOf({ type: ['number', 'string'] }) })), REFUSALS, {
    parameters: [unitParameter()],
    requestBody: { required: true, content: { ...json({ oneOf: forms }), 'text/csv': { schema: text } } },
  });
}

function unitParameter(): Schema {
  const description = 'Who is asking: the same unit always meets the same branch.';
  return { name: 'x-unit-id', in: 'header', required: false, schema: name, description };
}

function json(schema: Schema): Schema {
  return { 'application/json': { schema } };
}

function answers(content: Schema, refusals: readonly string[], more: Schema = {}): Schema {
  const refused = Object.fromEntries(refusals.map(status => [status, ERROR]));
  return { ...more, responses: { 200: { description: 'done', content }, ...refused } };
}

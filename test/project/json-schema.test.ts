import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { describeConfiguration } from '../../src/project/describe-configuration.ts';
import { jsonSchema } from '../../src/project/json-schema.ts';
import { keysAt } from '../../src/project/schema-keys.ts';

// That the schema accepts a scaffolded mv.yaml and refuses an unknown key was tried with the Python package jsonschema
// 4 (Draft202012Validator); here its shape is held to what the parser knows.

type Node = {
  properties?: Record<string, Node>;
  oneOf?: Node[];
  anyOf?: Node[];
  additionalProperties?: unknown;
  required?: string[];
};

test('the JSON Schema knows the keys that the parser knows, and no others', () => {
  const schema = JSON.parse(jsonSchema()) as Node & { $schema: string };
  assert.is(schema.$schema, 'https://json-schema.org/draft/2020-12/schema');
  const visit = (node: Node, path: string[]) => {
    const objects = [node, ...(node.oneOf ?? [])].filter(each => each.properties);
    for (const object of objects) {
      assert.is(object.additionalProperties, false, path.join('.'));
      const kind = (object.properties?.['kind'] as { const?: string } | undefined)?.const;
      const value = path.reduceRight<unknown>((inner, key) => ({ [key]: inner }), kind ? { kind } : {});
      assert.equal(Object.keys(object.properties!), keysAt(path, value), path.join('.'));
      for (const [key, child] of Object.entries(object.properties!)) visit(child, [...path, key]);
    }
  };
  visit(schema, []);
});

test('only what has no default is required', () => {
  const { required, properties } = JSON.parse(jsonSchema()) as Node;
  assert.equal(required, ['name', 'problem', 'features', 'model']);
  assert.equal(properties?.['problem'].required, ['task', 'target']);
});

test('the help on mv.yaml lists every key with its default', () => {
  const help = describeConfiguration();
  const sections = keysAt([], {});
  const model = { model: { kind: 'random-forest' } };
  for (const section of sections) {
    const keys = keysAt([section], model);
    for (const key of keys)
      if (section !== 'model' || key !== 'kind') assert.match(help, `  ${section}.${key}`);
    if (keys.length === 0) assert.match(help, `  ${section}`);
  }
  assert.match(help, 'model.trees = 100 ');
  assert.match(help, 'problem.task ');
  assert.match(help, '"regression" or "classification"');
  assert.match(help, 'elapsed_days');
});

test.run();

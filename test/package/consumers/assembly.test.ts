import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Assembly, differences, type Json, readAssembly, withoutWhatTheCdkVaries } from './assembly';

const template = (analytics: string, more: Json = {}): Json => ({
  Resources: {
    Role: { Type: 'AWS::IAM::Role', Properties: { Analytics: 'a property of ours' } },
    CDKMetadata: { Type: 'AWS::CDK::Metadata', Properties: { Analytics: analytics } },
    ...more as object,
  },
});

const manifest = (templateHash: string, codeHash = 'c0de'): Json => ({
  files: {
    [codeHash]: { source: { path: `asset.${codeHash}` }, destinations: { 'here-0123abcd': { objectKey: `${codeHash}.zip` } } },
    [templateHash]: { source: { path: 'Stack.template.json' }, destinations: { [`here-${templateHash}`]: { objectKey: `${templateHash}.json` } } },
  },
});

const assembly = (stack: Json, assets: Json): Assembly => new Map([['Stack.template.json', stack], ['Stack.assets.json', assets]]);

const comparable = assembly(template('v2:typescript'), manifest('11111111'));

function compare(other: Assembly): string[] {
  return differences(withoutWhatTheCdkVaries(comparable), withoutWhatTheCdkVaries(other));
}

test('the report to AWS and the hash of the template may vary', () => {
  expect(compare(assembly(template('v2:python'), manifest('22222222')))).toEqual([]);
});

test.each<[string, Assembly, string]>([
  ['another resource', assembly(template('', { Bucket: { Type: 'AWS::S3::Bucket' } }), manifest('1')), 'Stack.template.json Resources Bucket: nothing and {"Type":"AWS::S3::Bucket"}'],
  [
    'another property', assembly(template('', { Role: { Type: 'AWS::IAM::Role', Properties: { Analytics: 'another' } } }), manifest('1')),
    'Stack.template.json Resources Role Properties Analytics: "a property of ours" and "another"',
  ],
  ['other code', assembly(template(''), manifest('1', 'feed')), 'Stack.assets.json files c0de: {"source":{"path":"asset.c0de"}'],
  ['no manifest', new Map([['Stack.template.json', template('')]]), 'Stack.assets.json: {"files":'],
  ['a template too many', new Map([...comparable, ['Other.template.json', {}]]), 'Other.template.json: nothing and {}'],
])('%s is a difference', (_, other, difference) => {
  expect(compare(other).join('\n')).toContain(difference);
});

test('a list in another order is a difference', () => {
  expect(differences(new Map([['one', { list: [1, 2] }]]), new Map([['one', { list: [2, 1] }]]))).toEqual(['one list: [1,2] and [2,1]']);
});

test('an assembly without a template is refused', () => {
  const folder = mkdtempSync(join(tmpdir(), 'assembly-'));
  try {
    writeFileSync(join(folder, 'manifest.json'), '{}');
    expect(() => readAssembly(folder)).toThrow(`There is no template in ${folder}`);
    writeFileSync(join(folder, 'Stack.template.json'), '{}');
    expect([...readAssembly(folder).keys()]).toEqual(['Stack.template.json']);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

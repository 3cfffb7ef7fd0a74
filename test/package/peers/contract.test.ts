import { contractOf } from './contract';
import { differences, type Json } from '../consumers/assembly';

const custom = { Type: 'Custom::RedshiftHsmClientCertificate', Properties: { Identifier: 'one' }, DependsOn: ['Fn'] };
const fn = { Type: 'AWS::Lambda::Function', Properties: { Runtime: 'nodejs24.x' } };

function changes(after: { [key: string]: Json }): string[] {
  const [one, other] = [{ Resources: { Certificate: custom, Fn: fn }, Outputs: { Pem: { Value: '…' } } }, after]
    .map((template) => contractOf(new Map<string, Json>([['Stack.template.json', template], ['Stack.assets.json', template]])));
  return differences(one, other);
}

test('what the CDK says of its own resources may change', () => {
  expect(changes({
    Resources: { Certificate: { ...custom, DependsOn: [] }, Fn: { ...fn, Properties: { Runtime: 'nodejs26.x' } } },
    Outputs: { Pem: { Value: 'another way to write it' } },
    Parameters: { BootstrapVersion: {} },
  })).toEqual([]);
});

test.each<[string, { [key: string]: Json }, string]>([
  ['a logical id', { Resources: { Other: custom, Fn: fn }, Outputs: { Pem: {} } }, 'Resources Certificate: '],
  ['a type', { Resources: { Certificate: custom, Fn: { Type: 'AWS::Lambda::Version' } }, Outputs: { Pem: {} } }, 'Resources Fn Type: '],
  [
    'a property of a custom resource', { Resources: { Certificate: { ...custom, Properties: { Identifier: 'two' } }, Fn: fn }, Outputs: { Pem: {} } },
    'Resources Certificate Properties Identifier: "one" and "two"',
  ],
  ['the name of an output', { Resources: { Certificate: custom, Fn: fn }, Outputs: { Key: {} } }, 'Outputs Pem: true and nothing'],
])('%s may not', (_, after, change) => {
  expect(changes(after).join('\n')).toContain(`Stack.template.json ${change}`);
});

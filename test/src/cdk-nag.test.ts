import { App, Aspects, CfnResource, NestedStack, Stack, StackProps } from 'aws-cdk-lib';
import { Annotations, Match } from 'aws-cdk-lib/assertions';
import { AwsSolutionsChecks } from 'cdk-nag';
import './temporary-folder';
import { onlyResourceIn, resourcesIn } from './certificate-in-template';
import { HsmClientCertificate } from '../../src';

/** So many that the role needs more than one policy. */
const MANY = 50;

/** A stack with a generated and some named certificates. */
function stackWith({ named, ...props }: StackProps & { named: number }, context?: Record<string, unknown>): Stack {
  const app = new App({ context });
  app.node.setContext('@aws-cdk/core:annotationsInValidationReport', false); // findings are to be looked at, not to end the synthesis
  const stack = new Stack(app, 'Demo', props);
  new HsmClientCertificate(stack, 'Certificate');
  for (let i = 0; i < named; i++) {
    new HsmClientCertificate(stack, `Named${i}`, { hsmClientCertificateIdentifier: `Named-${i}-`.padEnd(63, 'x') });
  }
  return stack;
}

function findings(stack: Stack): string[] {
  Aspects.of(stack).add(new AwsSolutionsChecks());
  const annotations = Annotations.fromStack(stack);
  return [...annotations.findError('*', Match.anyValue()), ...annotations.findWarning('*', Match.anyValue())]
    .map(({ id, entry: { data } }) => `${id}: ${data as string}`);
}

test.each([[0], [1], [MANY]])('the AwsSolutions pack of cdk-nag finds nothing where %p certificates have names', (named) => {
  expect(findings(stackWith({ named }))).toEqual([]);
});

test('nor where account, Region and partition are written out', () => {
  const env = { account: '111111111111', region: 'us-gov-west-1' };
  expect(findings(stackWith({ named: 1, env }, { '@aws-cdk/core:enablePartitionLiterals': true }))).toEqual([]);
});

test('nor in a nested stack', () => {
  const stack = stackWith({ named: 0 });
  new HsmClientCertificate(new NestedStack(stack, 'Nested'), 'Certificate');
  expect(findings(stack)).toEqual([]);
});

test('where nothing is acknowledged it finds the wildcards, and nothing else', () => {
  const stack = stackWith({ named: 1 });
  const policy = stack.node.findChild('CdkRedshiftHsmProvider').node.findChild('Role').node.findChild('DefaultPolicy');
  (policy.node.defaultChild as CfnResource).cfnOptions.metadata = {};
  expect(findings(stack).map((finding) => /AwsSolutions-\w+\[\S*\]/.exec(finding)?.[0])).toEqual([
    'AwsSolutions-IAM5[Resource::*]',
    expect.stringMatching(/^AwsSolutions-IAM5\[Resource::\S*:hsmclientcertificate:\*\]$/),
    expect.stringMatching(/^AwsSolutions-IAM5\[Resource::\S*:hsmclientcertificate:demo-8a2cc067-\*\]$/),
  ]);
});

test('what is acknowledged is one rule, for three wildcards, each with its reason', () => {
  const stack = stackWith({ named: MANY });
  const { cdk_nag: acknowledged } = onlyResourceIn(stack, 'AWS::IAM::Policy').Metadata!;
  const { rules_to_suppress: rules } = acknowledged as { rules_to_suppress: { id: string; reason: string; applies_to: unknown[] }[] };
  expect(rules).toHaveLength(3);
  for (const { id, reason, applies_to: wildcards } of rules) {
    expect(id).toBe('AwsSolutions-IAM5');
    expect(reason).toMatch(/^[A-Za-z].{30,}\.$/);
    expect(wildcards).toHaveLength(1);
  }
  expect(Object.values(resourcesIn(stack, 'AWS::IAM::ManagedPolicy'))).not.toEqual([]);
});

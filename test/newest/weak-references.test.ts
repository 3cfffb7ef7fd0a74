import * as cdk from 'aws-cdk-lib';
import { App, CfnOutput, NestedStack, Stack, StackProps } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { Construct, IConstruct } from 'constructs';
import { HsmClientCertificate } from '../../src';
import '../src/temporary-folder';
import { addResource } from '../src/certificate-in-template';

/*
 * References between stacks are weak in an app that `cdk init` makes: with a CDK from 2.254 on, another stack reads a plain output, for
 * which there is no limit of 1,024 characters.
 */

/** What the lowest CDK does not have. */
interface ReferenceStrengths {
  readonly CrossStackReferences: { of(scope: IConstruct): { produce(strength: string): void; consume(strength: string): void } };
  readonly Stack: { consumeReference(value: string, strength: string): string };
}

const { CrossStackReferences, Stack: { consumeReference } } = cdk as unknown as ReferenceStrengths;

interface Stacks {
  readonly one: Stack;
  readonly two: Stack;
}

function stacks(strength: string, props: { one?: StackProps; two?: StackProps } = {}): Stacks {
  const app = new App();
  app.node.setContext('@aws-cdk/core:defaultCrossStackReferences', strength);
  const both = { one: new Stack(app, 'One', props.one), two: new Stack(app, 'Two', props.two) };
  Object.values(both).forEach(addResource);
  return both;
}

function certificateIn(scope: Construct): HsmClientCertificate {
  return new HsmClientCertificate(scope, 'Certificate');
}

/** A value as the template of another stack has it in an output. */
function usedIn(stack: Stack, value: string): unknown {
  new CfnOutput(stack, 'Used', { value });
  return Template.fromStack(stack).toJSON().Outputs.Used.Value;
}

/** What an output of a stack has that others read. */
function published(stack: Stack): unknown[] {
  return Object.entries(Template.fromStack(stack).findOutputs('*')).filter(([name]) => name.startsWith('Publish')).map(([, output]) => output);
}

function messages({ one }: Stacks): unknown[] {
  return (one.node.root as App).synth().stacks.flatMap((stack) => stack.messages.map(({ level, entry }) => `${level}: ${entry.data as string}`));
}

const PUBLISHED = { 'Fn::GetStackOutput': expect.objectContaining({ StackName: 'One', OutputName: expect.stringMatching(/^PublishOutput\w+PublicKey/) as string }) };
const IMPORTED = { 'Fn::ImportValue': expect.stringMatching(/^One:ExportsOutput/) as string };

describe('a weak reference to the public key', () => {
  const env = (account: string, region: string): StackProps => ({ env: { account, region } });

  test.each<[string, StackProps, StackProps]>([
    ['of the same account and Region', {}, {}],
    ['of another Region', env('111111111111', 'eu-west-1'), env('111111111111', 'us-east-1')],
    ['of another account', env('111111111111', 'eu-west-1'), env('222222222222', 'eu-west-1')],
  ])('from a stack %s reads an output, and synth says nothing of it', (_, one, two) => {
    const both = stacks('weak', { one, two });
    expect(usedIn(both.two, certificateIn(both.one).hsmClientCertificatePublicKey)).toEqual(PUBLISHED);
    expect(published(both.one)).toEqual([{ Value: { 'Fn::GetAtt': ['Certificate4E7ABB08', 'PublicKey'] } }]);
    expect(messages(both)).toEqual([]);
  });

  test('of a certificate in a nested stack reads an output of its parent', () => {
    const { one, two } = stacks('weak');
    const nested = new NestedStack(one, 'Nested');
    expect(usedIn(two, certificateIn(nested).hsmClientCertificatePublicKey)).toEqual(PUBLISHED);
    expect(published(one)).toEqual([{ Value: { 'Fn::GetAtt': [expect.stringMatching(/^Nested/), expect.stringMatching(/^Outputs\.\w+PublicKey/)] } }]);
  });

  test('from a nested stack reads an output itself', () => {
    const { one, two } = stacks('weak');
    const nested = new NestedStack(two, 'Nested');
    addResource(nested);
    expect(usedIn(nested, certificateIn(one).hsmClientCertificatePublicKey)).toEqual(PUBLISHED);
  });

  test('is one of its own beside a strong one to the identifier', () => {
    const { one, two } = stacks('weak');
    const certificate = certificateIn(one);
    CrossStackReferences.of(certificate).produce('strong');
    new CfnOutput(two, 'Identifier', { value: certificate.hsmClientCertificateIdentifier });
    expect(usedIn(two, consumeReference(certificate.hsmClientCertificatePublicKey, 'weak'))).toEqual(PUBLISHED);
    Template.fromStack(two).hasOutput('Identifier', { Value: { 'Fn::ImportValue': 'One:ExportsOutputRefCertificate4E7ABB08F7C8AF50' } });
  });
});

describe('the public key is refused', () => {
  const PROBLEM = 'the public key of One/Certificate is exported by One/';

  test.each(['strong', 'both'])('where references are "%s"', (strength) => {
    const { one, two } = stacks(strength);
    expect(() => usedIn(two, certificateIn(one).hsmClientCertificatePublicKey)).toThrow(PROBLEM);
  });

  test('where references to this certificate are strong', () => {
    const { one, two } = stacks('weak');
    const certificate = certificateIn(one);
    CrossStackReferences.of(certificate).produce('strong');
    expect(() => usedIn(two, certificate.hsmClientCertificatePublicKey)).toThrow(PROBLEM);
  });

  test('where this reference is strong', () => {
    const { one, two } = stacks('weak');
    expect(() => usedIn(two, consumeReference(certificateIn(one).hsmClientCertificatePublicKey, 'strong'))).toThrow(PROBLEM);
  });

  test('where it is exported by name', () => {
    const both = stacks('weak');
    new CfnOutput(both.one, 'Pem', { value: certificateIn(both.one).hsmClientCertificatePublicKey, exportName: 'pem' });
    expect(() => messages(both)).toThrow(PROBLEM);
  });
});

describe.each([
  'hsmClientCertificateIdentifier', 'hsmClientCertificateArn', 'hsmClientCertificateFingerprintMd5', 'hsmClientCertificateFingerprintSha256',
  'hsmClientCertificateSubjectCommonName', 'hsmClientCertificateNotAfter',
] as const)('%s', (attribute) => {
  test('is read from an output where references are weak', () => {
    const both = stacks('weak');
    expect(usedIn(both.two, certificateIn(both.one)[attribute])).toHaveProperty(['Fn::GetStackOutput', 'StackName'], 'One');
    expect(messages(both)).toEqual([]);
  });

  test('is an export where references are strong', () => {
    const both = stacks('strong');
    expect(usedIn(both.two, certificateIn(both.one)[attribute])).toEqual(IMPORTED);
    expect(messages(both)).toEqual([]);
  });

  test('is an export where those to this certificate are strong', () => {
    const { one, two } = stacks('weak');
    const certificate = certificateIn(one);
    CrossStackReferences.of(certificate).produce('strong');
    expect(usedIn(two, certificate[attribute])).toEqual(IMPORTED);
  });

  test('is an export that a user makes, whatever references are', () => {
    const { one, two } = stacks('weak');
    expect(usedIn(two, one.exportValue(certificateIn(one)[attribute]))).toEqual(IMPORTED);
  });
});

test('a stack that is told to refer to others strongly does so', () => {
  const app = new App();
  app.node.setContext('@aws-cdk/core:defaultCrossStackReferences', 'weak');
  const [one, two] = [new Stack(app, 'One'), new Stack(app, 'Two')];
  CrossStackReferences.of(two).consume('strong');
  addResource(two);
  expect(usedIn(two, certificateIn(one).hsmClientCertificateIdentifier)).toEqual(IMPORTED);
});

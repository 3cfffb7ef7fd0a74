import { CfnOutput, Stack, Tag } from 'aws-cdk-lib';
import './temporary-folder';
import { CERTIFICATE_TYPE, TemplateResource } from './certificate-in-template';
import { secondCopyOfTheCdk } from './second-copy-of-the-cdk';
import { HsmClientCertificate } from '../../src';

const { cdk, assertions } = secondCopyOfTheCdk();

function demo(props?: import('aws-cdk-lib').StackProps): Stack {
  return new cdk.Stack(new cdk.App(), 'Demo', props);
}

function tagsIn(stack: Stack): unknown {
  const [{ Properties: { Tags: tags } }] = Object.values(assertions.Template.fromStack(stack).findResources(CERTIFICATE_TYPE)) as TemplateResource[];
  return tags;
}

test('the copy is another one', () => {
  const stack = demo();
  expect(stack).not.toBeInstanceOf(Stack);
  expect(new cdk.CfnOutput(stack, 'Output', { value: 'x' })).not.toBeInstanceOf(CfnOutput);
  expect(new cdk.Tag('a', 'x')).not.toBeInstanceOf(Tag);
});

describe('in an app that has another copy of the CDK', () => {
  test('a certificate is synthesized', () => {
    const stack = demo();
    new HsmClientCertificate(stack, 'Certificate', { tags: { own: 'x' } });
    assertions.Template.fromStack(stack).resourceCountIs(CERTIFICATE_TYPE, 1);
    expect(tagsIn(stack)).toEqual([{ Key: 'own', Value: 'x' }]);
  });

  test('a public key that is exported is refused', () => {
    const stack = demo();
    const { hsmClientCertificatePublicKey: value } = new HsmClientCertificate(stack, 'Certificate');
    new cdk.CfnOutput(stack, 'Pem', { value, exportName: 'pem' });
    expect(() => assertions.Template.fromStack(stack)).toThrow('the public key of Demo/Certificate is exported by Demo/Pem');
  });

  test('a public key that another stack refers to is refused', () => {
    const app = new cdk.App({ postCliContext: { '@aws-cdk/core:defaultCrossStackReferences': 'strong' } });
    const stack = new cdk.Stack(app, 'Demo');
    const { hsmClientCertificatePublicKey: value } = new HsmClientCertificate(stack, 'Certificate');
    new cdk.CfnOutput(new cdk.Stack(app, 'Other'), 'Pem', { value });
    expect(() => assertions.Template.fromStack(stack)).toThrow('the public key of Demo/Certificate is exported by Demo/Exports');
  });

  test('a public key that a nested stack exports is refused', () => {
    const stack = demo();
    const { hsmClientCertificatePublicKey: value } = new HsmClientCertificate(stack, 'Certificate');
    new cdk.CfnOutput(new cdk.NestedStack(stack, 'Nested'), 'Pem', { value, exportName: 'pem' });
    expect(() => assertions.Template.fromStack(stack)).toThrow('the public key of Demo/Certificate is exported by Demo/Nested/Pem');
  });

  test.each([[false], [true]])('a tag is kept off by a list that excludes certificates (explicit stack tags %p)', (explicit) => {
    const stack = new cdk.Stack(new cdk.App({ context: { '@aws-cdk/core:explicitStackTags': explicit } }), 'Demo', { tags: { stack: 'x' } });
    new HsmClientCertificate(stack, 'Certificate');
    cdk.Tags.of(stack).add('kept off', 'x', { excludeResourceTypes: [CERTIFICATE_TYPE] });
    cdk.Tags.of(stack).add('reaches', 'x');
    expect(tagsIn(stack)).toEqual([{ Key: 'reaches', Value: 'x' }, { Key: 'stack', Value: 'x' }]);
  });

  test('PhysicalName.GENERATE_IF_NEEDED is refused', () => {
    expect(() => new HsmClientCertificate(demo(), 'Certificate', { hsmClientCertificateIdentifier: cdk.PhysicalName.GENERATE_IF_NEEDED }))
      .toThrow('hsmClientCertificateIdentifier of Demo/Certificate is PhysicalName.GENERATE_IF_NEEDED');
  });

  test('a tag of the stack is taken off', () => {
    const stack = demo({ tags: { a: 'x', b: 'x' } });
    cdk.Tags.of(new HsmClientCertificate(stack, 'Certificate')).remove('a');
    expect(tagsIn(stack)).toEqual([{ Key: 'b', Value: 'x' }]);
  });
});

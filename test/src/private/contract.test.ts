import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { Construct } from 'constructs';
import { HsmClientCertificate } from '../../../src';
import '../temporary-folder';
import { HSM_CLIENT_CERTIFICATE_TYPE, NOT_CREATED_PREFIX, OWNER_TAG, TAG_KEY_PREFIX } from '../../../src/private/contract';

/*
 * Stacks that are deployed rest on what is written out here, and so none of it may ever change. A changed logical id, identifier
 * or type replaces a certificate that is registered on an HSM; a changed service token makes CloudFormation refuse the update;
 * a changed owner tag or marker makes the handler take its own certificates for someone else's. Where a test of this file fails,
 * the code is wrong, not the test. What is new may be added.
 */

/** A stack with a certificate in it, and another one in a construct. */
function template(): Template {
  const stack = new Stack(new App(), 'Demo');
  new HsmClientCertificate(stack, 'Certificate', { tags: { team: 'data' } });
  new HsmClientCertificate(new Construct(stack, 'Warehouse'), 'Certificate', { hsmClientCertificateIdentifier: 'warehouse' });
  return Template.fromStack(stack);
}

test.each([
  ['the resource type', HSM_CLIENT_CERTIFICATE_TYPE, 'Custom::RedshiftHsmClientCertificate'],
  ['what begins the key of every tag of the library', TAG_KEY_PREFIX, 'cdk-redshift-hsm:'],
  ['the owner tag', OWNER_TAG, 'cdk-redshift-hsm:owner'],
  ['what begins the physical id of a failed Create', NOT_CREATED_PREFIX, 'cdk-redshift-hsm:not-created:'],
])('%s is %p', (_, value, literal) => {
  expect(value).toBe(literal);
});

test('the logical ids are these', () => {
  const { Resources } = template().toJSON() as { Resources: Record<string, { Type: string }> };
  expect(Object.fromEntries(Object.entries(Resources).map(([id, { Type }]) => [id, Type]))).toEqual({
    Certificate4E7ABB08: 'Custom::RedshiftHsmClientCertificate',
    WarehouseCertificate135805CE: 'Custom::RedshiftHsmClientCertificate',
    CdkRedshiftHsmProviderFunctionC63F70A7: 'AWS::Lambda::Function',
    CdkRedshiftHsmProviderFunctionEventInvokeConfig1CC42B91: 'AWS::Lambda::EventInvokeConfig',
    CdkRedshiftHsmProviderLogGroup404E2E79: 'AWS::Logs::LogGroup',
    CdkRedshiftHsmProviderRole4136B1F9: 'AWS::IAM::Role',
    CdkRedshiftHsmProviderHsmClientCertificatePolicyEB7B3F78: 'AWS::IAM::Policy',
    CdkRedshiftHsmProviderRoleDefaultPolicyE382BD74: 'AWS::IAM::Policy',
  });
});

test('the logical ids of the outputs are these', () => {
  const outputs = template().toJSON().Outputs as object;
  expect(Object.keys(outputs).sort()).toEqual(['CertificatePublicKeyEACF64C5', 'WarehouseCertificatePublicKey6F4D97F0']);
});

test('the ids of the constructs are these', () => {
  const stack = new Stack(new App(), 'Demo');
  const certificate = new HsmClientCertificate(stack, 'Certificate');
  expect(certificate.node.children.map((child) => child.node.id).sort()).toEqual(['PublicKey', 'Resource']);
  const provider = stack.node.findChild('CdkRedshiftHsmProvider');
  expect(provider.node.children.map((child) => child.node.id).sort()).toEqual(['Function', 'HsmClientCertificatePolicy', 'LogGroup', 'Role']);
});

test('the service token is the ARN of the function', () => {
  template().allResourcesProperties(HSM_CLIENT_CERTIFICATE_TYPE, {
    ServiceToken: { 'Fn::GetAtt': ['CdkRedshiftHsmProviderFunctionC63F70A7', 'Arn'] },
  });
});

test('the properties of a certificate are these', () => {
  const { Certificate4E7ABB08: certificate, WarehouseCertificate135805CE: named } = template().findResources('Custom::RedshiftHsmClientCertificate');
  expect(certificate.Properties).toEqual({
    ServiceToken: { 'Fn::GetAtt': ['CdkRedshiftHsmProviderFunctionC63F70A7', 'Arn'] },
    ServiceTimeout: 1200,
    IdentifierPrefix: 'demo-8a2cc067-certificate4e7abb08-2555ed0b11',
    Tags: [{ Key: 'team', Value: 'data' }],
  });
  expect(named.Properties).toEqual({
    ServiceToken: { 'Fn::GetAtt': ['CdkRedshiftHsmProviderFunctionC63F70A7', 'Arn'] },
    ServiceTimeout: 1200,
    Identifier: 'warehouse',
  });
});

test('the attributes of a certificate are these', () => {
  const stack = new Stack(new App(), 'Demo');
  const certificate = new HsmClientCertificate(stack, 'Certificate');
  const attribute = (name: string) => ({ 'Fn::GetAtt': ['Certificate4E7ABB08', name] });
  expect(stack.resolve({
    identifier: certificate.hsmClientCertificateIdentifier,
    arn: certificate.hsmClientCertificateArn,
    publicKey: certificate.hsmClientCertificatePublicKey,
    fingerprintMd5: certificate.hsmClientCertificateFingerprintMd5,
    fingerprintSha256: certificate.hsmClientCertificateFingerprintSha256,
    subjectCommonName: certificate.hsmClientCertificateSubjectCommonName,
    notAfter: certificate.hsmClientCertificateNotAfter,
  })).toEqual({
    identifier: { Ref: 'Certificate4E7ABB08' },
    arn: attribute('Arn'),
    publicKey: attribute('PublicKey'),
    fingerprintMd5: attribute('FingerprintMd5'),
    fingerprintSha256: attribute('FingerprintSha256'),
    subjectCommonName: attribute('SubjectCommonName'),
    notAfter: attribute('NotAfter'),
  });
});

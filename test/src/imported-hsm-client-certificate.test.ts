import { App, CfnParameter, Fn, PhysicalName, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import './temporary-folder';
import { arnInKnownRegion } from './arn-in-known-region';
import { addResource } from './certificate-in-template';
import { HsmClientCertificate, IHsmClientCertificate } from '../../src';

const ARN = 'arn:aws-us-gov:redshift:us-gov-west-1:111111111111:hsmclientcertificate:Theirs';
const NOT_IN_AN_IDENTIFIER = 'neither white space nor any of * ? $ { } : / is allowed';

const { fromHsmClientCertificateArn, fromHsmClientCertificateAttributes, fromHsmClientCertificateIdentifier } = HsmClientCertificate;

function demo(): Stack {
  return new Stack(new App(), 'Demo', { env: { account: '222222222222', region: 'eu-west-1' } });
}

function shown({ hsmClientCertificateIdentifier: identifier, hsmClientCertificateArn: arn, env, stack }: IHsmClientCertificate): unknown {
  return stack.resolve({ identifier, arn, env });
}

describe('a certificate that is imported', () => {
  test('by its identifier is in the account and Region of the stack', () => {
    expect(shown(fromHsmClientCertificateIdentifier(demo(), 'Theirs', 'Theirs'))).toEqual({
      identifier: 'Theirs',
      arn: arnInKnownRegion('redshift:eu-west-1:222222222222:hsmclientcertificate:Theirs'),
      env: { account: '222222222222', region: 'eu-west-1' },
    });
  });

  test('by attributes without an ARN is in the account and Region of the stack', () => {
    expect(shown(fromHsmClientCertificateAttributes(demo(), 'Theirs', { hsmClientCertificateIdentifier: 'Theirs' })))
      .toEqual(shown(fromHsmClientCertificateIdentifier(demo(), 'Theirs', 'Theirs')));
  });

  test('by its ARN is in the account and Region of that', () => {
    expect(shown(fromHsmClientCertificateArn(demo(), 'Theirs', ARN)))
      .toEqual({ identifier: 'Theirs', arn: ARN, env: { account: '111111111111', region: 'us-gov-west-1' } });
  });

  test('by attributes with an ARN is in the account and Region of that', () => {
    expect(shown(fromHsmClientCertificateAttributes(demo(), 'Theirs', { hsmClientCertificateIdentifier: 'Theirs', hsmClientCertificateArn: ARN })))
      .toEqual(shown(fromHsmClientCertificateArn(demo(), 'Theirs', ARN)));
  });

  test('adds nothing to the stack', () => {
    const [without, stack] = [demo(), demo()];
    [without, stack].forEach(addResource);
    fromHsmClientCertificateArn(stack, 'Theirs', ARN);
    fromHsmClientCertificateIdentifier(stack, 'Others', 'others');
    expect(Template.fromStack(stack).toJSON()).toEqual(Template.fromStack(without).toJSON());
  });

  test.each([
    ['', 'is empty: an identifier has 1 to 255 characters'],
    ['their certificate', `contains white space: ${NOT_IN_AN_IDENTIFIER}`],
    ['their*', `contains "*": ${NOT_IN_AN_IDENTIFIER}`],
    ['x'.repeat(256), 'has 256 characters: at most 255 are allowed'],
  ])('cannot have the identifier %p', (identifier, problem) => {
    const message = `hsmClientCertificateIdentifier "${identifier}" of Demo/Theirs ${problem}`;
    expect(() => fromHsmClientCertificateIdentifier(demo(), 'Theirs', identifier)).toThrow(new Error(message));
    expect(() => fromHsmClientCertificateAttributes(demo(), 'Theirs', { hsmClientCertificateIdentifier: identifier })).toThrow(new Error(message));
  });

  test('cannot have the identifier PhysicalName.GENERATE_IF_NEEDED', () => {
    expect(() => fromHsmClientCertificateIdentifier(demo(), 'Theirs', PhysicalName.GENERATE_IF_NEEDED)).toThrow('PhysicalName.GENERATE_IF_NEEDED');
  });
});

describe('an ARN', () => {
  const EXPECTED = 'arn:<partition>:redshift:<Region>:<account>:hsmclientcertificate:<identifier> is expected';

  test.each([
    'arn:aws:redshift:us-east-1:111111111111:cluster:x',
    'arn:aws:redshift:us-east-1:111111111111:hsmconfiguration:x',
    'arn:aws:rds:us-east-1:111111111111:hsmclientcertificate:x',
    'arn:aws:redshift:us-east-1:111111111111:hsmclientcertificate/x',
    'arn:aws:redshift:us-east-1:111111111111:hsmclientcertificate',
    'arn:aws:redshift:us-east-1::hsmclientcertificate:x',
    'arn:aws:redshift::111111111111:hsmclientcertificate:x',
    'arn:aws:redshift:us-east-1:111111111111:cluster:hsmclientcertificate:x',
    'arn:aws:s3:::bucket',
    'arn::redshift:us-east-1:111111111111:hsmclientcertificate:x',
    'arn:aws:redshift:us-east-1:111111111111:',
    'arn:aws:redshift',
    'arn:',
    ' arn:aws:redshift:us-east-1:111111111111:hsmclientcertificate:x',
    'their certificate',
    '',
  ])('%p is refused', (arn) => {
    expect(() => fromHsmClientCertificateArn(demo(), 'Theirs', arn)).toThrow(new Error(`hsmClientCertificateArn "${arn}" of Demo/Theirs is not the ARN of an HSM client certificate: ${EXPECTED}`));
    expect(() => fromHsmClientCertificateAttributes(demo(), 'Theirs', { hsmClientCertificateIdentifier: 'x', hsmClientCertificateArn: arn }))
      .toThrow(`"${arn}" of Demo/Theirs is not the ARN of an HSM client certificate`);
  });

  test.each(['theirs', 'arn', 'analytics-2019'])('%p is refused: it looks like an identifier', (arn) => {
    const message = `hsmClientCertificateArn "${arn}" of Demo/Theirs is not the ARN of an HSM client certificate: ${EXPECTED}; did you mean fromHsmClientCertificateIdentifier?`;
    expect(() => fromHsmClientCertificateArn(demo(), 'Theirs', arn)).toThrow(new Error(message));
    expect(() => fromHsmClientCertificateAttributes(demo(), 'Theirs', { hsmClientCertificateIdentifier: arn, hsmClientCertificateArn: arn })).toThrow(new Error(message));
  });

  test.each([
    ['arn:aws:redshift:us-east-1:111111111111:hsmclientcertificate:', 'is empty'],
    ['arn:aws:redshift:us-east-1:111111111111:hsmclientcertificate:x:y', 'contains ":"'],
    ['arn:aws:redshift:us-east-1:111111111111:hsmclientcertificate:x/y', 'contains "/"'],
    ['arn:aws:redshift:us-east-1:111111111111:hsmclientcertificate:*', 'contains "*"'],
  ])('%p is refused for its identifier, which %s', (arn, problem) => {
    expect(() => fromHsmClientCertificateArn(demo(), 'Theirs', arn)).toThrow(problem);
  });

  test('may be known at deployment only', () => {
    const stack = demo();
    const arn = new CfnParameter(stack, 'Arn').valueAsString;
    const part = (index: number) => ({ 'Fn::Select': [index, { 'Fn::Split': [':', { Ref: 'Arn' }] }] });
    expect(shown(fromHsmClientCertificateArn(stack, 'Theirs', arn)))
      .toEqual({ identifier: part(6), arn: { Ref: 'Arn' }, env: { account: part(4), region: part(3) } });
  });

  test('may have a partition that is known at deployment only', () => {
    const stack = demo();
    const arn = stack.formatArn({ service: 'redshift', resource: 'hsmclientcertificate:theirs' });
    expect(fromHsmClientCertificateArn(stack, 'Theirs', arn).hsmClientCertificateIdentifier).toBe('theirs');
  });

  test('is refused for the parts that are known, whatever the others are', () => {
    const stack = demo();
    const arn = stack.formatArn({ service: 'redshift', resource: 'cluster:theirs' });
    expect(() => fromHsmClientCertificateArn(stack, 'Theirs', arn)).toThrow('is not the ARN of an HSM client certificate');
  });
});

describe('an identifier and an ARN', () => {
  test('that name different certificates are refused', () => {
    const attributes = { hsmClientCertificateIdentifier: 'mine', hsmClientCertificateArn: ARN };
    expect(() => fromHsmClientCertificateAttributes(demo(), 'Theirs', attributes))
      .toThrow(new Error(`hsmClientCertificateIdentifier "mine" and hsmClientCertificateArn "${ARN}" of Demo/Theirs name different certificates`));
  });

  test('may differ in case', () => {
    const imported = fromHsmClientCertificateAttributes(demo(), 'Theirs', { hsmClientCertificateIdentifier: 'theirs', hsmClientCertificateArn: ARN });
    expect(shown(imported)).toMatchObject({ identifier: 'theirs', arn: ARN });
  });

  test.each([
    ['the identifier', () => ({ hsmClientCertificateIdentifier: Fn.importValue('name'), hsmClientCertificateArn: ARN })],
    ['the ARN', () => ({ hsmClientCertificateIdentifier: 'theirs', hsmClientCertificateArn: Fn.importValue('arn') })],
    ['both', () => ({ hsmClientCertificateIdentifier: Fn.importValue('name'), hsmClientCertificateArn: Fn.importValue('arn') })],
  ])('are taken as they are if %s is known at deployment only', (_, attributes) => {
    const stack = demo();
    const { hsmClientCertificateIdentifier: identifier, hsmClientCertificateArn: arn } = attributes();
    expect(shown(fromHsmClientCertificateAttributes(stack, 'Theirs', attributes()))).toMatchObject(stack.resolve({ identifier, arn }) as object);
  });

  test('are checked each: an identifier that cannot be is refused beside an ARN that is known at deployment only', () => {
    const attributes = { hsmClientCertificateIdentifier: 'their certificate', hsmClientCertificateArn: Fn.importValue('arn') };
    expect(() => fromHsmClientCertificateAttributes(demo(), 'Theirs', attributes)).toThrow('"their certificate" of Demo/Theirs contains white space');
  });
});

import { App, CfnCondition, CfnOutput, CfnParameter, CfnResource, Fn, NestedStack, Stack, StackProps, Stage } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as ssm from 'aws-cdk-lib/aws-ssm';
import { Construct } from 'constructs';
import { HsmClientCertificate } from '../../../src';
import '../temporary-folder';

/** A stack, one of its app that may use what it has, and a certificate, not necessarily in the stack itself. */
interface Stacks {
  readonly one: Stack;
  readonly two: Stack;
}

function stacks(scope: Construct = new App(), { one, two }: { one?: StackProps; two?: StackProps } = {}): Stacks {
  return { one: new Stack(scope, 'One', one), two: new Stack(scope, 'Two', two) };
}

function publicKeyIn(scope: Construct): string {
  return new HsmClientCertificate(scope, 'Certificate').hsmClientCertificatePublicKey;
}

function output(scope: Construct, value: string, exportName?: string): void {
  new CfnOutput(scope, 'Pem', { value, exportName });
}

function synth({ one }: Stacks): Template {
  return Template.fromStack(one);
}

describe('the public key of a certificate is refused', () => {
  const refused: [string, (stacks: Stacks) => void, string, string][] = [
    ['in another stack', ({ one, two }) => output(two, publicKeyIn(one)),
      'One/Certificate', 'One/Exports/Output{"Fn::GetAtt":["Certificate4E7ABB08","PublicKey"]}'],
    ['in another stack, as a part of a text', ({ one, two }) => output(two, `the key: ${publicKeyIn(one)}`),
      'One/Certificate', 'One/Exports/Output{"Fn::GetAtt":["Certificate4E7ABB08","PublicKey"]}'],
    ['in another stack, even if that needs a part of it only', ({ one, two }) => output(two, Fn.select(1, Fn.split('-----', publicKeyIn(one)))),
      'One/Certificate', 'One/Exports/Output{"Fn::GetAtt":["Certificate4E7ABB08","PublicKey"]}'],
    ['in a nested stack of another one', ({ one, two }) => output(new NestedStack(two, 'Nested'), publicKeyIn(one)),
      'One/Certificate', 'One/Exports/Output{"Fn::GetAtt":["Certificate4E7ABB08","PublicKey"]}'],
    ['from a nested stack in another one, by way of its parent', ({ one, two }) => output(two, publicKeyIn(new NestedStack(one, 'Nested'))),
      'One/Nested/Certificate', 'One/Exports/Output{"Fn::GetAtt":["NestedNestedStackNestedNestedStackResource'],
    ['from a stack nested twice', ({ one, two }) => output(two, publicKeyIn(new NestedStack(new NestedStack(one, 'Middle'), 'Inner'))),
      'One/Middle/Inner/Certificate', 'One/Exports/Output{"Fn::GetAtt":["MiddleNestedStackMiddleNestedStackResource'],
    ['under an export name of the user\'s own', ({ one }) => output(one, publicKeyIn(one), 'pem'), 'One/Certificate', 'One/Pem'],
    ['under an export name that is known at deployment only', ({ one }) => output(one, publicKeyIn(one), new CfnParameter(one, 'Name').valueAsString),
      'One/Certificate', 'One/Pem'],
    ['in exportValue', ({ one }) => { one.exportValue(publicKeyIn(one)); },
      'One/Certificate', 'One/Exports/Output{"Fn::GetAtt":["Certificate4E7ABB08","PublicKey"]}'],
    ['in exportValue with a name', ({ one }) => { one.exportValue(publicKeyIn(one), { name: 'pem' }); }, 'One/Certificate', 'One/Exportpem'],
    ['in exportStringListValue, line by line', ({ one }) => { one.exportStringListValue(Fn.split('\n', publicKeyIn(one)), { name: 'pem' }); },
      'One/Certificate', 'One/Exportpem'],
    ['in an export of its parent', ({ one }) => output(one, publicKeyIn(new NestedStack(one, 'Nested')), 'pem'), 'One/Nested/Certificate', 'One/Pem'],
    ['in an export of its grandparent', ({ one }) => output(one, publicKeyIn(new NestedStack(new NestedStack(one, 'Middle'), 'Inner')), 'pem'),
      'One/Middle/Inner/Certificate', 'One/Pem'],
    ['in an export of a nested stack', ({ one }) => output(new NestedStack(one, 'Nested'), publicKeyIn(one), 'pem'), 'One/Certificate', 'One/Nested/Pem'],
    ['in an export of a sibling', ({ one }) => output(new NestedStack(one, 'Sibling'), publicKeyIn(new NestedStack(one, 'Nested')), 'pem'),
      'One/Nested/Certificate', 'One/Sibling/Pem'],
    ['in an export of the nested stack that it is in', ({ one }) => {
      const nested = new NestedStack(one, 'Nested');
      output(nested, publicKeyIn(nested), 'pem');
    }, 'One/Nested/Certificate', 'One/Nested/Pem'],
    ['in an export, joined', ({ one }) => output(one, Fn.join('\n', ['the key:', publicKeyIn(one)]), 'pem'), 'One/Certificate', 'One/Pem'],
    ['in an export, split and joined again', ({ one }) => output(one, Fn.join('', Fn.split('\n', publicKeyIn(one))), 'pem'), 'One/Certificate', 'One/Pem'],
    ['in an export, encoded', ({ one }) => output(one, Fn.base64(publicKeyIn(one)), 'pem'), 'One/Certificate', 'One/Pem'],
    ['in an export, under a condition', ({ one }) => {
      const condition = new CfnCondition(one, 'Wanted', { expression: Fn.conditionEquals(new CfnParameter(one, 'Want').valueAsString, 'yes') });
      output(one, Fn.conditionIf(condition.logicalId, publicKeyIn(one), '-').toString(), 'pem');
    }, 'One/Certificate', 'One/Pem'],
    ['in an export, substituted by its name', ({ one }) => {
      publicKeyIn(one);
      output(one, Fn.sub('the key: ${Certificate4E7ABB08.PublicKey}'), 'pem');
    }, 'One/Certificate', 'One/Pem'],
    ['in an export, substituted by its name beside others', ({ one }) => {
      publicKeyIn(one);
      output(one, Fn.sub('${AWS::Region} ${Own} ${Certificate4E7ABB08.PublicKey}', { Own: 'x' }), 'pem');
    }, 'One/Certificate', 'One/Pem'],
    ['in an export, substituted as a variable', ({ one }) => output(one, Fn.sub('the key: ${Pem}', { Pem: publicKeyIn(one) }), 'pem'),
      'One/Certificate', 'One/Pem'],
  ];

  test.each(refused)('%s', (_, use, certificate, exporter) => {
    const both = stacks();
    use(both);
    expect(() => synth(both)).toThrow(`the public key of ${certificate} is exported by ${exporter}`);
  });

  test('within a stage too', () => {
    const { one, two } = stacks(new Stage(new App(), 'Prod'));
    output(two, publicKeyIn(one));
    expect(() => Template.fromStack(one)).toThrow('the public key of Prod/One/Certificate is exported by Prod/One/Exports/Output');
  });

  test('with why, and with what to do instead', () => {
    const { one, two } = stacks();
    output(two, publicKeyIn(one));
    expect(() => Template.fromStack(one)).toThrow('which would fail at deployment: a PEM is longer than the 1,024 characters that CloudFormation allows for '
      + 'an export. Hand it on by an SSM parameter instead: in the stack of the certificate new ssm.StringParameter(this, \'Pem\', { parameterName: \'/my/pem\', '
      + 'stringValue: certificate.hsmClientCertificatePublicKey }), and in the other stack ssm.StringParameter.valueForStringParameter(this, \'/my/pem\')');
  });

  test('also where references may cross Regions, but the Region is the same', () => {
    const props = { crossRegionReferences: true, env: { account: '111111111111', region: 'eu-west-1' } };
    const { one, two } = stacks(new App(), { one: props, two: props });
    output(two, publicKeyIn(one));
    expect(() => Template.fromStack(one)).toThrow('the public key of One/Certificate is exported');
  });

  test('and each that is exported is named, and no other', () => {
    const stack = new Stack(new App(), 'Demo');
    for (const name of ['One', 'Two', 'Three']) {
      const { hsmClientCertificatePublicKey } = new HsmClientCertificate(stack, name);
      if (name !== 'Two') new CfnOutput(stack, `PemOf${name}`, { value: hsmClientCertificatePublicKey, exportName: name });
    }
    expect(() => Template.fromStack(stack)).toThrow(/public key of Demo\/One is exported by Demo\/PemOfOne(.|\n)*public key of Demo\/Three is exported by/);
    expect(() => Template.fromStack(stack)).not.toThrow('Demo/Two');
  });
});

describe('the public key of a certificate may be', () => {
  const legal: [string, (stacks: Stacks) => void][] = [
    ['in an output', ({ one }) => output(one, publicKeyIn(one))],
    ['in an output of its parent', ({ one }) => output(one, publicKeyIn(new NestedStack(one, 'Nested')))],
    ['in an output of a nested stack', ({ one }) => output(new NestedStack(one, 'Nested'), publicKeyIn(one))],
    ['in an output of a sibling', ({ one }) => output(new NestedStack(one, 'Sibling'), publicKeyIn(new NestedStack(one, 'Nested')))],
    ['in an SSM parameter of its stack', ({ one }) => { new ssm.StringParameter(one, 'Parameter', { stringValue: publicKeyIn(one) }); }],
    ['in an SSM parameter of a nested stack', ({ one }) => {
      new ssm.StringParameter(new NestedStack(one, 'Nested'), 'Parameter', { stringValue: publicKeyIn(one) });
    }],
    ['in an SSM parameter by which another stack has it', ({ one, two }) => {
      const parameter = new ssm.StringParameter(one, 'Parameter', { parameterName: '/my/pem', stringValue: publicKeyIn(one) });
      output(two, ssm.StringParameter.valueForStringParameter(two, '/my/pem'));
      new CfnOutput(two, 'Name', { value: parameter.parameterArn });
    }],
    ['in an export in part', ({ one }) => output(one, Fn.select(2, Fn.split('-----', publicKeyIn(one))), 'part')],
    ['in an export in parts', ({ one }) => {
      const lines = Fn.split('\n', publicKeyIn(one));
      output(one, Fn.join('', [Fn.select(1, lines), Fn.select(2, lines)]), 'parts');
    }],
    ['written out as a name in an export', ({ one }) => {
      publicKeyIn(one);
      output(one, Fn.sub('${!Certificate4E7ABB08.PublicKey} is not ${AWS::Region}'), 'name');
    }],
    ['in the stack beside an export of something else', ({ one }) => {
      publicKeyIn(one);
      new CfnOutput(one, 'Other', { value: new CfnResource(one, 'Key', { type: 'Custom::Key' }).getAtt('PublicKey').toString(), exportName: 'other' });
    }],
    ['in a nested stack beside an export of another output of it', ({ one }) => {
      const nested = new NestedStack(one, 'Nested');
      output(nested, publicKeyIn(nested));
      output(one, new CfnResource(nested, 'Key', { type: 'Custom::Key' }).getAtt('PublicKey').toString(), 'other');
    }],
  ];

  test.each(legal)('%s', (_, use) => {
    const both = stacks();
    use(both);
    expect(() => synth(both)).not.toThrow();
  });

  test('in another Region where references may cross Regions: that makes no export', () => {
    const props = (region: string): StackProps => ({ crossRegionReferences: true, env: { account: '111111111111', region } });
    const { one, two } = stacks(new App(), { one: props('eu-west-1'), two: props('us-east-1') });
    output(two, publicKeyIn(one));
    expect(() => Template.fromStack(one)).not.toThrow();
    Template.fromStack(two).hasOutput('Pem', {});
  });
});

describe('other attributes of a certificate', () => {
  test.each([
    'hsmClientCertificateIdentifier', 'hsmClientCertificateArn', 'hsmClientCertificateFingerprintMd5', 'hsmClientCertificateFingerprintSha256',
    'hsmClientCertificateSubjectCommonName', 'hsmClientCertificateNotAfter',
  ] as const)('%s crosses stacks by an export', (name) => {
    const { one, two } = stacks();
    const certificate = new HsmClientCertificate(one, 'Certificate');
    output(two, certificate[name]);
    const exported = Object.values(Template.fromStack(one).findOutputs('*', { Value: one.resolve(certificate[name]) as object }));
    expect(exported).toHaveLength(1);
    Template.fromStack(two).hasOutput('Pem', { Value: { 'Fn::ImportValue': exported[0].Export.Name as string } });
  });
});

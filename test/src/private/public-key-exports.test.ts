import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { App, CfnCondition, CfnOutput, CfnParameter, CfnResource, Fn, Lazy, NestedStack, Stack, StackProps, Stage, Token } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as ssm from 'aws-cdk-lib/aws-ssm';
import { CfnInclude } from 'aws-cdk-lib/cloudformation-include';
import { Construct } from 'constructs';
import { HsmClientCertificate } from '../../../src';
import '../temporary-folder';
import { addResource } from '../certificate-in-template';

/** A stack, one of its app that may use what it has, and a certificate, not necessarily in the stack itself. */
interface Stacks {
  readonly one: Stack;
  readonly two: Stack;
}

/** With strong references between them, whatever the flags of the app are. What becomes of weak ones see test/newest. */
function stacks(scope: Construct = new App(), props: { one?: StackProps; two?: StackProps } = {}, references = 'strong'): Stacks {
  scope.node.setContext('@aws-cdk/core:defaultCrossStackReferences', references);
  const both = { one: new Stack(scope, 'One', props.one), two: new Stack(scope, 'Two', props.two) };
  Object.values(both).forEach(addResource);
  return both;
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
    ['by the value of an SSM parameter, which is the same', ({ one, two }) => {
      output(two, new ssm.StringParameter(one, 'Parameter', { stringValue: publicKeyIn(one) }).stringValue);
    }, 'One/Certificate', 'One/Exports/Output{"Fn::GetAtt":["Parameter9E1B4FBA","Value"]}'],
    ['in an export of a nested stack that has it by an override', ({ one }) => {
      const nested = new NestedStack(one, 'Nested');
      new CfnParameter(nested, 'Pem');
      nested.nestedStackResource!.addPropertyOverride('Parameters.Pem', publicKeyIn(one));
      new CfnOutput(nested, 'Out', { value: Fn.ref('Pem'), exportName: 'pem' });
    }, 'One/Certificate', 'One/Nested/Out'],
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
    ['in an export, selected', ({ one }) => output(one, Fn.select(0, [publicKeyIn(one), 'x']), 'pem'), 'One/Certificate', 'One/Pem'],
    ['in an export, as a part that may be too long too', ({ one }) => output(one, Fn.select(2, Fn.split('-----', publicKeyIn(one))), 'part'),
      'One/Certificate', 'One/Pem'],
    ['in an export, substituted as a variable', ({ one }) => output(one, Fn.sub('the key: ${Pem}', { Pem: publicKeyIn(one) }), 'pem'),
      'One/Certificate', 'One/Pem'],
    ['in an export of a nested stack, by a parameter of the user\'s own', ({ one }) => {
      const nested = new NestedStack(one, 'Nested', { parameters: { Key: publicKeyIn(one) } });
      output(nested, new CfnParameter(nested, 'Key').valueAsString, 'pem');
    }, 'One/Certificate', 'One/Nested/Pem'],
    ['in an export of its parent, by an output of the user\'s own', ({ one }) => {
      const nested = new NestedStack(one, 'Nested');
      new CfnOutput(nested, 'Key', { value: publicKeyIn(nested), key: 'Own' });
      output(one, nested.nestedStackResource!.getAtt('Outputs.Own').toString(), 'pem');
    }, 'One/Nested/Certificate', 'One/Pem'],
    ['in an export of its parent, by a nested stack that hands on what it is given', ({ one }) => {
      const nested = new NestedStack(one, 'Nested', { parameters: { Key: publicKeyIn(one) } });
      new CfnOutput(nested, 'Same', { value: `the key: ${new CfnParameter(nested, 'Key').valueAsString}` }).overrideLogicalId('Same');
      output(one, nested.nestedStackResource!.getAtt('Outputs.Same').toString(), 'pem');
    }, 'One/Certificate', 'One/Pem'],
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
      + 'stringValue: certificate.hsmClientCertificatePublicKey }), and in the other stack ssm.StringParameter.valueForStringParameter(this, \'/my/pem\'), by its name. '
      + 'From aws-cdk-lib 2.254 on a weak reference, which is no export, does it too: @aws-cdk/core:defaultCrossStackReferences');
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

describe('weak references, which make no export,', () => {
  // An older CDK does not know them: its references are exports, whatever the app says.
  const exportsAll = !('getStackOutput' in Fn);

  function weak(scope: Construct): Stacks {
    return stacks(scope, {}, 'weak');
  }

  test.each<[string, (stacks: Stacks) => void]>([
    ['a stack', ({ one, two }) => output(two, publicKeyIn(one))],
    ['a nested stack', ({ one, two }) => output(two, publicKeyIn(new NestedStack(one, 'Nested')))],
  ])('may hand on the public key from %s', (_, use) => {
    const both = weak(new App());
    use(both);
    const problem = 'which would fail at deployment';
    if (exportsAll) expect(() => synth(both)).toThrow(problem);
    else expect(() => synth(both)).not.toThrow();
  });

  test('may be written out', () => {
    const { one, two } = stacks();
    output(one, publicKeyIn(one));
    output(two, Token.asString({ 'Fn::GetStackOutput': { StackName: 'One', OutputName: 'Pem' } }), 'other');
    new HsmClientCertificate(two, 'Certificate');
    for (const each of [one, two]) expect(() => Template.fromStack(each)).not.toThrow();
  });

  test('do not allow an export of one\'s own', () => {
    const { one } = weak(new App());
    output(one, publicKeyIn(one), 'pem');
    expect(() => Template.fromStack(one)).toThrow('the public key of One/Certificate is exported by One/Pem');
  });
});

/** A template of the user's own in a file, with a topic and an output that is exported. */
function templateWith(value: unknown, others: object = {}): string {
  const file = path.join(fs.mkdtempSync(path.join(os.tmpdir(), 'template-')), 'template.json');
  fs.writeFileSync(file, JSON.stringify({
    Parameters: { Text: { Type: 'String', Default: '-' }, Texts: { Type: 'CommaDelimitedList', Default: '-' } },
    Conditions: { IsText: { 'Fn::Equals': [{ Ref: 'Text' }, '-'] } },
    Resources: { Topic: { Type: 'AWS::SNS::Topic' } },
    ...others,
    Outputs: { Included: { Value: value, Export: { Name: 'included' } } },
  }));
  return file;
}

describe('a template that the app brings along', () => {
  const values: [string, unknown][] = [
    ['a short form of Fn::GetAtt', { 'Fn::GetAtt': 'Topic.TopicArn' }],
    ['Fn::GetAtt', { 'Fn::GetAtt': ['Topic', 'TopicArn'] }],
    ['Ref', { Ref: 'Topic' }],
    ['Fn::Sub of a text', { 'Fn::Sub': '${Topic} ${Topic.TopicArn} ${AWS::Region} ${!Literal} $ ${' }],
    ['Fn::Sub with variables', { 'Fn::Sub': ['${Topic} ${Own}', { Own: { Ref: 'Text' } }] }],
    ['Fn::If', { 'Fn::If': ['IsText', { 'Fn::GetAtt': 'Topic.TopicArn' }, { Ref: 'AWS::NoValue' }] }],
    ['Fn::Select of a list that is not there yet', { 'Fn::Select': [0, { Ref: 'Texts' }] }],
    ['a text', 'Certificate4E7ABB08.PublicKey'],
    ['a number', 5],
    ['a boolean', true],
  ];

  test.each(values)('may export %s beside a certificate', (_, value) => {
    const stack = new Stack(new App(), 'Demo');
    publicKeyIn(stack);
    new CfnInclude(stack, 'Include', { templateFile: templateWith(value) });
    Template.fromStack(stack).hasOutput('Included', { Export: { Name: 'included' } });
  });

  test.each(values)('may export %s in a nested stack', (_, value) => {
    const stack = new Stack(new App(), 'Demo');
    publicKeyIn(stack);
    const templateFile = templateWith({ 'Fn::GetAtt': 'Nested.Outputs.Included' }, { Resources: { Nested: { Type: 'AWS::CloudFormation::Stack', Properties: {} } } });
    new CfnInclude(stack, 'Include', { templateFile, loadNestedStacks: { Nested: { templateFile: templateWith(value) } } });
    Template.fromStack(stack).hasOutput('Included', { Value: { 'Fn::GetAtt': 'Nested.Outputs.Included' } });
  });

  test.each([
    ['refers to it', { Ref: 'Text' }],
    ['puts it into a text', { 'Fn::Sub': 'the key: ${Text}' }],
    ['puts it into a text with variables', { 'Fn::Sub': ['${Own}', { Own: { Ref: 'Text' } }] }],
    ['selects it', { 'Fn::Select': [0, [{ Ref: 'Text' }, 'x']] }],
    ['decides for it', { 'Fn::If': ['IsText', '-', { Ref: 'Text' }] }],
  ])('may not export the public key that it is given: it %s', (_, value) => {
    const stack = new Stack(new App(), 'Demo');
    new CfnInclude(stack, 'Include', { templateFile: templateWith(value), parameters: { Text: publicKeyIn(stack) } });
    expect(() => Template.fromStack(stack)).toThrow(/the public key of Demo\/Certificate is exported by Demo\/Include\/\S*Included/);
  });

  test('may not export what a nested stack of its own hands on', () => {
    const stack = new Stack(new App(), 'Demo');
    const nested = { Nested: { Type: 'AWS::CloudFormation::Stack', Properties: { Parameters: { Text: { Ref: 'Text' } } } } };
    const templateFile = templateWith({ 'Fn::GetAtt': 'Nested.Outputs.Included' }, { Resources: nested });
    const include = new CfnInclude(stack, 'Include', {
      templateFile,
      parameters: { Text: publicKeyIn(stack) },
      loadNestedStacks: { Nested: { templateFile: templateWith({ 'Fn::Sub': '${Text}' }) } },
    });
    const inner = include.getNestedStack('Nested').includedTemplate.getOutput('Included');
    inner.exportName = undefined;
    expect(() => Template.fromStack(stack)).toThrow(/the public key of Demo\/Certificate is exported by Demo\/Include\/\S*Included/);
  });
});

describe('a value that is like nothing that the library knows', () => {
  const pem = { 'Fn::GetAtt': ['Certificate4E7ABB08', 'PublicKey'] };

  const shapes: [string, (x: unknown) => unknown][] = [
    ['null beside it', (x) => ({ 'Fn::Join': ['', [null, x]] })],
    ['numbers beside it', (x) => ({ 'Fn::Select': [1, [0, x, NaN]] })],
    ['a transform', (x) => ({ 'Fn::Transform': { Name: 'AWS::Include', Parameters: { Location: x } } })],
    ['Fn::Sub of a function', (x) => ({ 'Fn::Sub': { 'Fn::Join': ['', ['a', x]] } })],
    ['Fn::Sub of a number and of lists', (x) => ({ 'Fn::Sub': [5, [[x]], null, {}] })],
    ['Fn::GetAtt of an attribute that is a function', (x) => ({ 'Fn::GetAtt': ['Topic', { 'Fn::Join': ['', x] }] })],
    ['Fn::GetAtt of an object', (x) => ({ 'Fn::GetAtt': { a: x } })],
    ['Ref of a list', (x) => ({ Ref: [x, { Ref: null }] })],
    ['a function that is not there yet', (x) => ({ 'Fn::Tomorrow': { a: { b: [{ c: x }] } } })],
    ['a function beside another', (x) => ({ 'Ref': 'Topic', 'Fn::Sub': ['', { x }] })],
    ['a list', (x) => [[x], []]],
    ['a value that is made late', (x) => Lazy.any({ produce: () => ({ 'Fn::Base64': x }) })],
  ];

  const others: [string, unknown][] = [
    ['an attribute', { 'Fn::GetAtt': ['Topic', 'TopicArn'] }], ['an attribute in short', { 'Fn::GetAtt': 'Topic.TopicArn' }],
    ['half an attribute', { 'Fn::GetAtt': ['Certificate4E7ABB08'] }], ['no attribute', { 'Fn::GetAtt': null }], ['nothing', {}],
  ];

  const demo = (value: unknown): Stack => {
    const stack = new Stack(new App(), 'Demo');
    publicKeyIn(stack);
    output(stack, Token.asString(Lazy.any({ produce: () => value })), 'exported');
    return stack;
  };

  test.each(shapes)('is refused if the public key is somewhere in it: %s', (_, shape) => {
    for (const inner of [pem, { 'Fn::GetAtt': 'Certificate4E7ABB08.PublicKey' }, { 'Fn::Sub': '${ Certificate4E7ABB08.PublicKey }' }]) {
      expect(() => Template.fromStack(demo(shape(inner)))).toThrow('the public key of Demo/Certificate is exported by Demo/Pem');
    }
  });

  test.each(shapes)('is left alone if there is something else in it: %s', (_, shape) => {
    for (const [, inner] of others) expect(() => Template.fromStack(demo(shape(inner)))).not.toThrow();
  });

  test.each([[null], [5], [true], [[]], [{}], ['']])('is left alone: %p', (value) => {
    expect(() => Template.fromStack(demo(value))).not.toThrow();
  });

  test('is refused or left alone also where nested stacks give each other what they are given', () => {
    const stack = new Stack(new App(), 'Demo');
    const around: string = Lazy.string({ produce: () => nested.nestedStackResource!.getAtt('Outputs.Same').toString() });
    const nested = new NestedStack(stack, 'Nested', { parameters: { Text: around } });
    new CfnOutput(nested, 'Same', { value: new CfnParameter(nested, 'Text').valueAsString }).overrideLogicalId('Same');
    publicKeyIn(stack);
    output(stack, around, 'around');
    expect(() => Template.fromStack(stack)).not.toThrow('public key');
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

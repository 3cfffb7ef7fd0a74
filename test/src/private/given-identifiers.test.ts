import { writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Annotations as CdkAnnotations, App, Aws, CfnParameter, CfnResource, Fn, Lazy, NestedStack, Stack, Token } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import * as ssm from 'aws-cdk-lib/aws-ssm';
import { CfnInclude } from 'aws-cdk-lib/cloudformation-include';
import { Construct } from 'constructs';
import { HsmClientCertificate } from '../../../src';
import '../temporary-folder';
import { certificateIn, resourcesIn } from '../certificate-in-template';

let stack: Stack;

beforeEach(() => {
  stack = new Stack(new App(), 'Demo');
});

function certificate(id: string, hsmClientCertificateIdentifier?: string): HsmClientCertificate {
  return new HsmClientCertificate(stack, id, { hsmClientCertificateIdentifier });
}

function logicalIdOf(made: HsmClientCertificate): string {
  return stack.resolve((made.node.defaultChild as CfnResource).logicalId) as string;
}

function lazy(identifier: string | undefined): string {
  return Lazy.string({ produce: () => identifier });
}

function parameter(): string {
  return new CfnParameter(stack, 'Name').valueAsString;
}

describe('an identifier that is known when the app is synthesized', () => {
  test('is asked for, and the generated one is not', () => {
    certificate('Certificate', lazy('mine'));
    expect(certificateIn(stack).Properties).toMatchObject({ Identifier: 'mine' });
    expect(certificateIn(stack).Properties).not.toHaveProperty('IdentifierPrefix');
  });

  test.each([
    ['my certificate', '"my certificate" of Demo/Certificate contains white space'],
    ['*', '"*" of Demo/Certificate contains "*"'],
    ['', '"" of Demo/Certificate is empty'],
    ['x'.repeat(256), `"${'x'.repeat(256)}" of Demo/Certificate has 256 characters`],
  ])('is refused if it is %p', (identifier, problem) => {
    certificate('Certificate', lazy(identifier));
    expect(() => Template.fromStack(stack)).toThrow(`hsmClientCertificateIdentifier ${problem}`);
  });

  test('is the generated one if it is undefined', () => {
    certificate('Certificate', lazy(undefined));
    expect(certificateIn(stack).Properties).toMatchObject({ IdentifierPrefix: 'demo-8a2cc067-certificate4e7abb08-2555ed0b11' });
    expect(certificateIn(stack).Properties).not.toHaveProperty('Identifier');
  });

  test('is the generated one if it is null', () => {
    certificate('Certificate', Lazy.string({ produce: () => null as unknown as string }));
    expect(certificateIn(stack).Properties).not.toHaveProperty('Identifier');
    expect(certificateIn(stack).Properties).toHaveProperty('IdentifierPrefix');
  });

  test.each<[unknown, string]>([
    [['*'], 'an array'], [{ name: 'x' }, 'an object'], [{}, 'an object'], [7, '7'], [true, 'true'], [NaN, 'NaN'],
  ])('is refused if it is %p', (value, words) => {
    certificate('Certificate', Token.asString(Lazy.any({ produce: () => value })));
    expect(() => Template.fromStack(stack)).toThrow(`hsmClientCertificateIdentifier of Demo/Certificate resolves to ${words}: a string is expected`);
  });

  test.each([['mine', 'mine'], ['Mine', 'mINE']])('is refused if it is %p and another certificate\'s is %p', (one, other) => {
    certificate('One', one);
    certificate('Other', lazy(other));
    expect(() => Template.fromStack(stack)).toThrow(`hsmClientCertificateIdentifier "${other}" of Demo/Other is a duplicate of that of Demo/One`);
  });

  test('may be undefined twice', () => {
    certificate('One', lazy(undefined));
    certificate('Other', lazy(undefined));
    expect(() => Template.fromStack(stack)).not.toThrow();
  });
});

test('an identifier that the CDK CLI still has to look up does not end the synthesis that it is looked up by', () => {
  stack = new Stack(new App(), 'Demo', { env: { account: '111111111111', region: 'eu-west-1' } });
  for (const id of ['One', 'Other']) certificate(id, ssm.StringParameter.valueFromLookup(stack, `/hsm/${id}`));
  expect(() => Template.fromStack(stack)).not.toThrow();
});

describe('an identifier that is known at deployment', () => {
  test.each<[string, () => string, unknown]>([
    ['a parameter', parameter, { Ref: 'Name' }],
    ['a choice that may come to nothing', () => Fn.conditionIf('Choice', 'mine', Aws.NO_VALUE).toString(), { 'Fn::If': ['Choice', 'mine', { Ref: 'AWS::NoValue' }] }],
    ['nothing', () => Aws.NO_VALUE, { Ref: 'AWS::NoValue' }],
  ])('%s is asked for, and the generated one where it is absent', (_, identifier, Identifier) => {
    certificate('Certificate', identifier());
    expect(certificateIn(stack).Properties).toMatchObject({ Identifier, IdentifierPrefix: 'demo-8a2cc067-certificate4e7abb08-2555ed0b11' });
  });

  test.each<[string, () => string, string, string]>([
    ['in a text', () => `*-${Aws.REGION}`, '*-', 'contains "*"'],
    ['in a text of several', () => `${Aws.REGION} ${parameter()}`, ' ', 'contains white space'],
    ['in a join', () => Fn.join('/', [parameter(), 'x']), '/', 'contains "/"'],
    ['in a choice', () => Fn.conditionIf('Choice', 'ok', Fn.conditionIf('Other', 'a*', 'b')).toString(), 'a*', 'contains "*"'],
    ['in a choice in a text', () => `x-${Fn.conditionIf('Choice', '*', 'b').toString()}`, '*', 'contains "*"'],
    ['in a substitution', () => Fn.sub('${AWS::Region}-*'), '-*', 'contains "*"'],
    ['in a variable of a substitution', () => Fn.sub('${X}-y', { X: '?' }), '?', 'contains "?"'],
    ['in a list that a part is taken of', () => Token.asString({ 'Fn::Select': [{ Ref: 'Index' }, ['ok', 'b c']] }), 'b c', 'contains white space'],
    ['in the default of a look-up', () => Token.asString({ 'Fn::FindInMap': ['A', 'B', 'C', { DefaultValue: 'a:b' }] }), 'a:b', 'contains ":"'],
    ['in a text that is known when the app is synthesized', () => `${lazy('*')}-${Aws.REGION}`, '*-', 'contains "*"'],
  ])('is refused for what is known of it %s', (_, identifier, part, problem) => {
    certificate('Certificate', identifier());
    expect(() => Template.fromStack(stack)).toThrow(`hsmClientCertificateIdentifier of Demo/Certificate has the part "${part}", which ${problem}`);
  });

  test.each<[string, () => string]>([
    ['a text', () => `mine-${Aws.REGION}`],
    ['a join', () => Fn.join('-', [parameter(), 'x'])],
    ['a substitution', () => Fn.sub('${AWS::Region}-${Name}')],
    ['a part of something', () => Fn.select(1, Fn.split('/', parameter()))],
    ['an import', () => Fn.importValue('the:name')],
    ['a look-up', () => Fn.findInMap('Names', '*', 'x')],
    ['a parameter of SSM', () => ssm.StringParameter.valueForStringParameter(stack, '/my/name')],
  ])('may be %s', (_, identifier) => {
    certificate('Certificate', identifier());
    expect(() => Template.fromStack(stack)).not.toThrow();
  });

  describe('in another stack', () => {
    const name = (scope: Construct): string => new CfnResource(scope, 'Theirs', { type: 'Custom::Name' }).ref;

    function identifierIn(template: Stack): { identifier: unknown; role: string } {
      const { Identifier: identifier } = certificateIn(template).Properties;
      return { identifier, role: JSON.stringify(resourcesIn(template, 'AWS::IAM::Policy')) };
    }

    test('is imported, or read, by the certificate and by the role, after that stack', () => {
      const other = new Stack(stack.node.root as App, 'Other');
      certificate('Certificate', `x-${name(other)}`);
      const { identifier, role } = identifierIn(stack);
      expect(JSON.stringify(identifier)).toMatch(/Fn::ImportValue|Fn::GetStackOutput/);
      expect(role).toContain(JSON.stringify((identifier as { 'Fn::Join': [string, unknown[]] })['Fn::Join'][1][1]));
      expect(stack.dependencies).toEqual([other]);
    });

    test('is a parameter of a nested one', () => {
      const nested = new NestedStack(stack, 'Nested');
      new HsmClientCertificate(nested, 'Certificate', { hsmClientCertificateIdentifier: name(stack) });
      const { identifier, role } = identifierIn(nested);
      expect(identifier).toEqual({ Ref: expect.stringMatching(/^referenceto/) as string });
      expect(role).toContain(JSON.stringify(identifier));
    });

    test('is an output of a nested one', () => {
      certificate('Certificate', name(new NestedStack(stack, 'Nested')));
      const { identifier, role } = identifierIn(stack);
      expect(identifier).toEqual({ 'Fn::GetAtt': [expect.stringMatching(/^Nested/), expect.stringMatching(/^Outputs\./)] });
      expect(role).toContain(JSON.stringify(identifier));
    });

    test('may be that of a certificate there', () => {
      const other = new Stack(stack.node.root as App, 'Other');
      certificate('Certificate', `${new HsmClientCertificate(other, 'First').hsmClientCertificateIdentifier}-next`);
      expect(JSON.stringify(identifierIn(stack).identifier)).toMatch(/Fn::ImportValue|Fn::GetStackOutput/);
    });
  });

  test.each<[string, (name: string) => string]>([
    ['parameters', (name) => new CfnParameter(stack, name).valueAsString],
    ['imports', (name) => Fn.importValue(name)],
    ['texts', (name) => `x-${Fn.importValue(name)}`],
  ])('may be one of two %s whose names differ in case', (_, identifier) => {
    certificate('One', identifier('Name'));
    certificate('Other', identifier('name'));
    expect(() => Template.fromStack(stack)).not.toThrow();
  });

  test('may come to nothing for two certificates', () => {
    for (const id of ['One', 'Other']) certificate(id, Fn.conditionIf('Choice', Aws.NO_VALUE, Aws.NO_VALUE).toString());
    expect(() => Template.fromStack(stack)).not.toThrow();
  });

  test.each<[string, () => [string, string]]>([
    ['texts', () => [`Mine-${Aws.REGION}`, `mine-${Aws.REGION}`]],
    ['a literal and a substitution of nothing', () => ['twin', Fn.sub('Twin')]],
    ['choices', () => [Fn.conditionIf('Choice', 'A', 'b').toString(), Fn.conditionIf('Choice', 'a', 'B').toString()]],
  ])('is refused if another certificate has the same in another case: %s', (_, identifiers) => {
    const [one, other] = identifiers();
    certificate('One', one);
    certificate('Other', other);
    expect(() => Template.fromStack(stack)).toThrow('of Demo/Other is a duplicate of that of Demo/One');
  });

  test('is refused if another certificate has the same', () => {
    const name = parameter();
    certificate('One', `${name}-x`);
    certificate('Other', `${name}-x`);
    expect(() => Template.fromStack(stack)).toThrow('hsmClientCertificateIdentifier "{"Fn::Join":["",[{"Ref":"Name"},"-x"]]}" of Demo/Other is a duplicate of that of Demo/One');
  });
});

describe('an identifier that depends on a certificate of the stack is refused', () => {
  const REASON = 'which depends on an HSM client certificate of the same stack, or on the function that makes them: its role has to name the identifier before it can make any';

  const made: [string, () => string][] = [
    ['of its identifier', () => `${certificate('First').hsmClientCertificateIdentifier}-next`],
    ['of its ARN', () => Fn.select(6, Fn.split(':', certificate('First').hsmClientCertificateArn))],
    ['of its name in a substitution', () => Fn.sub(`\${${logicalIdOf(certificate('First'))}}-next`)],
    ['of an attribute in a substitution', () => Fn.sub(`\${${logicalIdOf(certificate('First'))}.SubjectCommonName}-next`)],
    ['of a resource that has it', () => {
      const { hsmClientCertificateIdentifier: stringValue } = certificate('First');
      return new ssm.StringParameter(stack, 'Parameter', { stringValue }).stringValue;
    }],
    ['of a resource that depends on it, by way of another', () => {
      const first = certificate('First');
      const between = new CfnResource(stack, 'Between', { type: 'Custom::Between' });
      between.node.addDependency(first);
      return new CfnResource(stack, 'Name', { type: 'Custom::Name', properties: { After: [{ Between: between.getAtt('Name') }] } }).ref;
    }],
    ['of a nested stack that has it', () => {
      const nested = new NestedStack(stack, 'Nested', { parameters: { Name: certificate('First').hsmClientCertificateIdentifier } });
      return nested.nestedStackResource!.getAtt('Outputs.Name').toString();
    }],
    ['of a resource of a template of its own', () => {
      const templateFile = join(tmpdir(), 'template.json');
      writeFileSync(templateFile, JSON.stringify({
        Parameters: { First: { Type: 'String' } }, Resources: { Theirs: { Type: 'Custom::Name', Properties: { Name: { 'Fn::Sub': 'x-${First}' } } } },
      }));
      const parameters = { First: certificate('First').hsmClientCertificateIdentifier };
      return new CfnInclude(stack, 'Include', { templateFile, parameters }).getResource('Theirs').ref;
    }],
    ['of a resource that depends on the function', () => {
      certificate('First');
      const after = new CfnResource(stack, 'After', { type: 'Custom::Name' });
      after.node.addDependency(stack.node.findChild('CdkRedshiftHsmProvider'));
      return after.ref;
    }],
    ['when the app is synthesized', () => {
      const first = certificate('First');
      return Lazy.string({ produce: () => `${first.hsmClientCertificateIdentifier}-next` });
    }],
  ];

  test.each(made)('made %s', (_, identifier) => {
    certificate('Second', identifier());
    expect(() => Template.fromStack(stack)).toThrow(/hsmClientCertificateIdentifier of Demo\/Second is made of \{.*\}, /);
    expect(() => Template.fromStack(stack)).toThrow(REASON);
  });

  test('but not of one of another stack', () => {
    const other = new Stack(stack.node.root as App, 'Other');
    const first = new HsmClientCertificate(other, 'First');
    certificate('Second', `${first.hsmClientCertificateIdentifier}-next`);
    expect(() => Template.fromStack(stack)).not.toThrow();
  });

  test('nor of a resource that depends on none', () => {
    const names = [1, 2].map((i) => new CfnResource(stack, `Name${i}`, { type: 'Custom::Name' }));
    names[0].addDependency(names[1]);
    certificate('First');
    certificate('Second', names[0].ref);
    expect(() => Template.fromStack(stack)).not.toThrow();
  });
});

describe('an identifier that Redshift probably refuses', () => {
  const ID = 'cdk-redshift-hsm:identifier';

  function warnings(): unknown[] {
    return Annotations.fromStack(stack).findWarning('*', Match.anyValue()).map(({ entry: { data } }) => data);
  }

  test.each(['Warehouse_2026', '2026', 'a--b', 'ünïcode', 'a-', '-a', 'a.b', 'x'.repeat(64)])('is used with a warning: %p', (identifier) => {
    certificate('Certificate', identifier);
    expect(warnings()).toEqual([`hsmClientCertificateIdentifier "${identifier}" of Demo/Certificate may be refused by Redshift, whose rule for it is not published: `
      + 'letters, digits and single hyphens, at most 63 of them, the first a letter and the last no hyphen, are what its other identifiers may have '
      + `[ack: ${ID}]`]);
  });

  test.each(['warehouse-2026', 'Warehouse', 'a', 'x'.repeat(63)])('is no usual one: %p has no warning', (identifier) => {
    certificate('Certificate', identifier);
    expect(warnings()).toEqual([]);
  });

  test('has the warning when it is known only when the app is synthesized', () => {
    certificate('Certificate', lazy('a--b'));
    expect(warnings()).toEqual([expect.stringContaining('"a--b"')]);
  });

  test.each<[string, (made: HsmClientCertificate) => HsmClientCertificate | Stack]>([
    ['the certificate', (made) => made], ['the stack', () => stack],
  ])('has no warning where that is acknowledged on %s', (_, scope) => {
    CdkAnnotations.of(scope(certificate('Certificate', 'a--b'))).acknowledgeWarning(ID);
    expect(warnings()).toEqual([]);
  });
});

import * as fs from 'node:fs';
import * as path from 'node:path';
import { Annotations as CdkAnnotations, App, Aspects, Aws, CfnCondition, CfnOutput, CfnParameter, CfnResource, Fn, Lazy, NestedStack, Stack, Stage, Tags } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as logs from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { dependenciesOf } from './dependencies';
import { deployedValue } from './deployed-value';
import { HsmClientCertificate, HsmClientCertificateProps } from '../../../src';
import '../temporary-folder';
import { arnInKnownRegion } from '../arn-in-known-region';
import { CERTIFICATE_TYPE, certificateIn, onlyResourceIn, resourcesIn } from '../certificate-in-template';
import { secondCopyOfTheLibrary } from '../second-copy-of-the-library';

const FUNCTION = 'CdkRedshiftHsmProviderFunctionC63F70A7';
const EVENT_INVOKE_CONFIG = 'CdkRedshiftHsmProviderFunctionEventInvokeConfig1CC42B91';
const LOG_GROUP = 'CdkRedshiftHsmProviderLogGroup404E2E79';
const ROLE = 'CdkRedshiftHsmProviderRole4136B1F9';
const DEFAULT_POLICY = 'CdkRedshiftHsmProviderRoleDefaultPolicyE382BD74';
const POLICY = 'CdkRedshiftHsmProviderHsmClientCertificatePolicyEB7B3F78';

const ARN = 'arn:aws-iso-f:redshift:us-isof-south-1:123456789012:hsmclientcertificate';
/** The generated names of the stack `Demo`. */
const GENERATED = 'demo-8a2cc067-*';

const BY_NAME = ['redshift:CreateHsmClientCertificate', 'redshift:CreateTags', 'redshift:DeleteHsmClientCertificate', 'redshift:DeleteTags'];

interface Statement {
  readonly Sid?: string;
  readonly Action: string[];
  readonly Resource: string[];
}

interface Policy {
  readonly PolicyDocument: { Statement: Statement[]; Version: string };
  readonly Roles: unknown[];
}

/** A stack with a certificate for each of some identifiers; `undefined` is a generated one. */
function demo(identifiers: (string | undefined)[] = [undefined]): Stack {
  const stack = new Stack(new App(), 'Demo');
  identifiers.forEach((identifier, i) => certificate(stack, `Certificate${i}`, { hsmClientCertificateIdentifier: identifier }));
  return stack;
}

function certificate(scope: Construct, id = 'Certificate', props?: HsmClientCertificateProps): HsmClientCertificate {
  return new HsmClientCertificate(scope, id, props);
}

function child<T>(stack: Stack, id: 'Function' | 'Role' | 'LogGroup'): T {
  return stack.node.findChild('CdkRedshiftHsmProvider').node.findChild(id) as T;
}

/** The policies of the role, as they are once they are deployed, with each list in alphabetical order: there, it means nothing. */
function policiesIn(stack: Stack, type: 'Policy' | 'ManagedPolicy'): Policy[] {
  const policies = Object.values(resourcesIn(stack, `AWS::IAM::${type}`)).map(({ Properties }) => deployedValue(Properties) as Policy);
  return policies.map(({ PolicyDocument: { Statement: statements, Version }, Roles }) => ({
    PolicyDocument: {
      Statement: statements.map((each) => ({ ...each, Action: [each.Action].flat().sort(), Resource: [each.Resource].flat().sort() })),
      Version,
    },
    Roles,
  }));
}

function statementsIn(stack: Stack): Statement[] {
  return [...policiesIn(stack, 'Policy'), ...policiesIn(stack, 'ManagedPolicy')].flatMap(({ PolicyDocument }) => PolicyDocument.Statement);
}

/** What the role may create, delete and tag by its name. */
function namesIn(stack: Stack): string[] {
  return statementsIn(stack)
    .filter(({ Sid }) => Sid === 'ByName')
    .flatMap(({ Resource }) => Resource).map((arn) => arn.replace(`${ARN}:`, '')).sort();
}

describe('the provider', () => {
  test('is one for all certificates of a stack, wherever they are in it', () => {
    const stack = demo([undefined, 'mine']);
    certificate(new Construct(stack, 'Warehouse'));
    const template = Template.fromStack(stack);
    for (const type of ['AWS::Lambda::Function', 'AWS::Lambda::EventInvokeConfig', 'AWS::IAM::Role', 'AWS::Logs::LogGroup']) {
      template.resourceCountIs(type, 1);
    }
    template.resourceCountIs('AWS::IAM::Policy', 2); // the function's own, and that of the kind
    template.resourceCountIs(CERTIFICATE_TYPE, 3);
    template.allResourcesProperties(CERTIFICATE_TYPE, { ServiceToken: { 'Fn::GetAtt': [FUNCTION, 'Arn'] } });
  });

  test('costs a stack six resources, and each certificate one and an output', () => {
    const { Resources: resources, Outputs: outputs } = Template.fromStack(demo([undefined, 'mine', 'Other'])).toJSON() as Record<string, object>;
    expect(Object.keys(resources)).toHaveLength(6 + 3);
    expect(Object.keys(outputs)).toHaveLength(3);
  });

  test('is each stack\'s own', () => {
    const app = new App();
    const stacks = [new Stack(app, 'One'), new Stack(new Stage(app, 'Prod'), 'Two')];
    stacks.forEach((stack) => certificate(stack));
    for (const stack of stacks) expect(Object.keys(resourcesIn(stack, 'AWS::Lambda::Function'))).toEqual([FUNCTION]);
  });

  test('is a nested stack\'s own', () => {
    const stack = demo();
    const nested = new NestedStack(stack, 'Nested');
    certificate(nested);
    for (const each of [stack, nested]) {
      expect(Object.keys(resourcesIn(each, 'AWS::Lambda::Function'))).toEqual([FUNCTION]);
      expect(certificateIn(each).Properties.ServiceToken).toEqual({ 'Fn::GetAtt': [FUNCTION, 'Arn'] });
    }
  });
});

describe('the function', () => {
  test('is what the handler needs', () => {
    const { Code: code, ...properties } = onlyResourceIn(demo(), 'AWS::Lambda::Function').Properties;
    expect(code).toHaveProperty('S3Key');
    expect(properties).toEqual({
      Description: expect.stringContaining('cdk-redshift-hsm') as string,
      Runtime: 'nodejs24.x',
      Handler: 'index.handler',
      MemorySize: 256,
      Timeout: 300,
      Role: { 'Fn::GetAtt': [ROLE, 'Arn'] },
      LoggingConfig: { LogGroup: { Ref: LOG_GROUP } },
    });
  });

  test('has two files of code, the first of which exports the handler', () => {
    const assembly = (demo().node.root as App).synth();
    const folders = fs.readdirSync(assembly.directory).filter((name) => name.startsWith('asset.'));
    expect(folders).toHaveLength(1);
    expect(fs.readdirSync(path.join(assembly.directory, folders[0]))).toEqual(['index.js', 'secrets-manager.js']);
    const bundle = jest.requireActual<{ handler: unknown }>(path.join(assembly.directory, folders[0], 'index.js'));
    expect(bundle.handler).toBeInstanceOf(Function);
  });

  test('is run again twice, for events that are at most 14 minutes old', () => {
    expect(onlyResourceIn(demo(), 'AWS::Lambda::EventInvokeConfig').Properties).toEqual({
      FunctionName: { Ref: FUNCTION }, Qualifier: '$LATEST', MaximumRetryAttempts: 2, MaximumEventAgeInSeconds: 14 * 60,
    });
  });

  test('has ended, started as late as it may be, when CloudFormation gives up on a certificate', () => {
    const stack = demo();
    const { Timeout: timeout } = onlyResourceIn(stack, 'AWS::Lambda::Function').Properties;
    const { MaximumEventAgeInSeconds: age } = onlyResourceIn(stack, 'AWS::Lambda::EventInvokeConfig').Properties;
    const { ServiceTimeout: serviceTimeout } = certificateIn(stack).Properties;
    expect(serviceTimeout).toBe(20 * 60);
    expect((age as number) + (timeout as number)).toBeLessThan(serviceTimeout as number);
  });

  test('logs for one year, to a log group that goes with the stack', () => {
    expect(onlyResourceIn(demo(), 'AWS::Logs::LogGroup')).toEqual({
      Type: 'AWS::Logs::LogGroup', Properties: { RetentionInDays: 365 }, DeletionPolicy: 'Delete', UpdateReplacePolicy: 'Delete',
    });
  });
});

/** With the flags of `cdk init`, the app minimizes policies. */
describe('the role', () => {
  test('is the function\'s alone, and has no policy of AWS', () => {
    expect(onlyResourceIn(demo([undefined]), 'AWS::IAM::Role').Properties).toEqual({
      Description: expect.stringContaining('cdk-redshift-hsm') as string,
      AssumeRolePolicyDocument: {
        Statement: [{ Action: 'sts:AssumeRole', Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' } }], Version: '2012-10-17',
      },
    });
  });

  test('allows what the handler needs, and nothing else', () => {
    const [ofFunction, ofKind, ...more] = policiesIn(demo([undefined, 'Mine']), 'Policy');
    expect(more).toEqual([]);
    for (const { PolicyDocument: { Version: version }, Roles: roles } of [ofFunction, ofKind]) {
      expect(version).toBe('2012-10-17');
      expect(roles).toEqual([`the-${ROLE}`]);
    }
    expect(ofFunction.PolicyDocument.Statement).toEqual([
      { // its own log group, and no other
        Effect: 'Allow', Action: ['logs:CreateLogStream', 'logs:PutLogEvents'], Resource: [`arn-of-${LOG_GROUP}`],
      },
    ]);
    expect(ofKind.PolicyDocument.Statement).toEqual([
      { // cannot be limited to a resource
        Sid: 'Read', Effect: 'Allow', Action: ['redshift:DescribeClusters', 'redshift:DescribeHsmClientCertificates'], Resource: ['*'],
      },
      { // what a changed identifier leaves behind
        Sid: 'ByOwner',
        Effect: 'Allow',
        Action: ['redshift:CreateTags', 'redshift:DeleteHsmClientCertificate', 'redshift:DeleteTags'],
        Resource: [`${ARN}:*`],
        Condition: { StringLike: { 'aws:ResourceTag/cdk-redshift-hsm:owner': 'stack/Demo/*' } },
      },
      { // what the stack names
        Sid: 'ByName',
        Effect: 'Allow',
        Action: BY_NAME,
        Resource: [`${ARN}:Mine`, `${ARN}:${GENERATED}`, `${ARN}:mine`],
      },
    ]);
  });

  test('allows the generated names of the stack, and none beside', () => {
    expect(namesIn(demo([undefined, undefined]))).toEqual([GENERATED]);
  });

  test('allows an identifier of the user\'s as written and in lower case, since the service may keep it so', () => {
    expect(namesIn(demo(['mine', 'Other', 'UPPER']))).toEqual(['Other', 'UPPER', 'mine', 'other', 'upper']);
  });

  test('allows an identifier that is known at deployment only as it is', () => {
    const stack = demo([]);
    certificate(stack, 'One', { hsmClientCertificateIdentifier: new CfnParameter(stack, 'Name').valueAsString });
    certificate(stack, 'Two', { hsmClientCertificateIdentifier: `In-${stack.region}` });
    expect(namesIn(stack)).toEqual(['In-us-isof-south-1', GENERATED, 'the-Name']);
  });

  test('allows no generated name where the user gives all, also by a token that is a literal when the app is complete', () => {
    expect(namesIn(demo(['mine', Lazy.string({ produce: () => 'Lazy' })]))).toEqual(['Lazy', 'lazy', 'mine']);
  });

  test.each<[string, () => string]>([
    ['a token that gives none', () => Lazy.string({ produce: () => undefined })],
    ['AWS::NoValue', () => Aws.NO_VALUE],
  ])('allows generated names for %s', (_, identifier) => {
    expect(namesIn(demo([identifier()]))).toEqual([GENERATED]);
  });

  test('allows what there is a choice of, and nothing where it comes to AWS::NoValue', () => {
    const stack = demo([Fn.conditionIf('Choice', 'Mine', Fn.conditionIf('Other', Fn.ref('Name'), Aws.NO_VALUE)).toString()]);
    const { PolicyDocument: document } = resourcesIn(stack, 'AWS::IAM::Policy')[POLICY].Properties as unknown as Policy;
    const arn = (name: unknown[]) => ({
      'Fn::Join': ['', [
        'arn:', { Ref: 'AWS::Partition' }, ':redshift:', { Ref: 'AWS::Region' }, ':', { Ref: 'AWS::AccountId' }, ...name,
      ]],
    });
    const { Resource: resources } = document.Statement.find(({ Sid }) => Sid === 'ByName')!;
    expect(resources).toHaveLength(2);
    expect(resources).toEqual(expect.arrayContaining([
      arn([`:hsmclientcertificate:${GENERATED}`]),
      {
        'Fn::If': ['Choice', arn([':hsmclientcertificate:Mine']), {
          'Fn::If': ['Other', arn([':hsmclientcertificate:', { Ref: 'Name' }]), { Ref: 'AWS::NoValue' }],
        }],
      },
    ]));
  });

  test('has the names of the deployment where another stack deploys its own: a nested one\'s, a product\'s, that of a StackSet', () => {
    const stack = demo([]);
    const inner = [new NestedStack(stack, 'Nested'), new Stack(stack, 'Inner')];
    inner.forEach((each) => certificate(each));
    for (const each of inner) {
      const [owner] = statementsIn(each).filter(({ Sid }) => Sid === 'ByOwner');
      expect(owner).toMatchObject({ Condition: { StringLike: { 'aws:ResourceTag/cdk-redshift-hsm:owner': 'stack/Demo-Nested-1A2B3C4D/*' } } });
    }
  });

  test('takes nothing of the id of the stack apart', () => {
    const stack = demo([undefined, 'mine']);
    certificate(new NestedStack(stack, 'Nested'));
    expect(JSON.stringify(resourcesIn(stack, 'AWS::IAM::Policy'))).not.toMatch(/Fn::Select|Fn::Split|AWS::StackId/);
  });

  test('names the account and the Region of the stack where they are known', () => {
    const stack = new Stack(new App(), 'Demo', { env: { account: '111111111111', region: 'eu-west-1' } });
    certificate(stack, 'Certificate', { hsmClientCertificateIdentifier: 'mine' });
    expect(statementsIn(stack).flatMap(({ Resource }) => Resource)).toContain(
      deployedValue(arnInKnownRegion('redshift:eu-west-1:111111111111:hsmclientcertificate:mine')));
  });

  const lowerCase = (length: number) => (i: number) => `n${i}-`.padEnd(length, 'x');
  const capitals = (length: number) => (i: number) => `N${i}-`.padEnd(length, 'x');

  test.each([
    ['188 identifiers of 255 characters', 188, lowerCase(255)],
    ['89 identifiers of 255 characters in upper and lower case', 89, capitals(255)],
    ['470 identifiers of 57 characters', 470, lowerCase(57)],
    ['330 identifiers of 20 characters in upper and lower case', 330, capitals(20)],
  ])('allows %s, in policies that IAM takes', (_, count, name) => {
    const identifiers = Array.from({ length: count }, (__, i) => name(i));
    const stack = new Stack(new App(), 'Demo');
    identifiers.forEach((identifier, i) => certificate(stack, `Certificate${i}`, { hsmClientCertificateIdentifier: identifier, outputPublicKey: false }));
    expect(namesIn(stack)).toEqual([...new Set([...identifiers, ...identifiers.map((each) => each.toLowerCase())])].sort());

    // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html: white space does not count
    const size = ({ PolicyDocument }: Policy) => JSON.stringify(PolicyDocument).length;
    const [inline, managed] = [policiesIn(stack, 'Policy'), policiesIn(stack, 'ManagedPolicy')];
    expect(inline.map(size).reduce((sum, each) => sum + each)).toBeLessThanOrEqual(10_240);
    expect(managed).not.toEqual([]);
    expect(managed.length).toBeLessThanOrEqual(10);
    expect(Math.max(...managed.map(size))).toBeLessThanOrEqual(6_144);
    expect([...inline, ...managed].map(({ Roles }) => Roles)).toEqual([...inline, ...managed].map(() => [`the-${ROLE}`]));
  });

  test('refuses more than ten managed policies can have', () => {
    const stack = demo(Array.from({ length: 189 }, (_, i) => lowerCase(255)(i)));
    expect(() => Template.fromStack(stack)).toThrow('Demo/CdkRedshiftHsmProvider/Role has 11 managed policies, for 189 values of hsmClientCertificateIdentifier in its '
      + 'stack and whatever else is attached to it: IAM allows 10 for a role. Leave identifiers out, since one statement allows all that are generated, make '
      + 'them shorter, or divide the resources among several stacks');
  });

  const statement = (i: number) => new iam.PolicyStatement({ actions: ['s3:GetObject'], resources: [`arn:aws:s3:::${'b'.repeat(60)}${i}`], sid: `S${i}` });

  test.each<[string, (stack: Stack, role: iam.Role) => void]>([
    ['a user attaches', (_, role) => role.addManagedPolicy(iam.ManagedPolicy.fromAwsManagedPolicyName('ReadOnlyAccess'))],
    ['attach themselves', (stack, role) => { new iam.ManagedPolicy(stack, 'Managed', { roles: [role], statements: [statement(0)] }); }],
    ['an override attaches', (_, role) => (role.node.defaultChild as iam.CfnRole).addPropertyOverride('ManagedPolicyArns', ['arn:aws:iam::aws:policy/ReadOnlyAccess'])],
  ])('counts the managed policies that %s', (_, attach) => {
    const stack = demo(Array.from({ length: 188 }, (__, i) => lowerCase(255)(i)));
    attach(stack, child<iam.Role>(stack, 'Role'));
    expect(() => Template.fromStack(stack)).toThrow(/Role has 11 managed policies, for 188 values .* IAM allows 10 for a role/);
  });

  test.each<[string, (stack: Stack, role: iam.Role) => void]>([
    ['the role', (_, role) => { for (let i = 0; i < 40; i++) role.addToPrincipalPolicy(statement(i)); }],
    ['a policy of its own', (stack, role) => {
      role.attachInlinePolicy(new iam.Policy(stack, 'Inline', { statements: Array.from({ length: 40 }, (__, i) => statement(i)) }));
    }],
  ])('counts the statements that a user adds to %s', (_, add) => {
    const stack = demo(Array.from({ length: 59 }, (__, i) => `certificate-number-xxxxxxx-${i}`));
    Template.fromStack(demo(Array.from({ length: 59 }, (__, i) => `certificate-number-xxxxxxx-${i}`))); // alone they fit
    add(stack, child<iam.Role>(stack, 'Role'));
    expect(() => Template.fromStack(stack)).toThrow(/^Validation failed[^]*the inline policies of Demo\/CdkRedshiftHsmProvider\/Role have at least 1\d{4} characters, for 59 values/);
  });

  test('has room for identifiers that turn out to have capitals when the app is complete', () => {
    const stack = demo(Array.from({ length: 85 }, (_, i) => Lazy.string({ produce: () => capitals(255)(i) })));
    const size = ({ PolicyDocument }: Policy) => JSON.stringify(PolicyDocument).length;
    expect(namesIn(stack)).toHaveLength(170);
    expect(Math.max(...policiesIn(stack, 'ManagedPolicy').map(size))).toBeLessThanOrEqual(6_144);
  });

  test('names what a certificate is called that is made under a condition under that condition', () => {
    const stack = demo([]);
    const condition = new CfnCondition(stack, 'Cond');
    const name = new CfnResource(stack, 'Name', { type: 'Custom::Name' });
    name.cfnOptions.condition = condition;
    (certificate(stack, 'Certificate', { hsmClientCertificateIdentifier: name.ref }).node.defaultChild as CfnResource).cfnOptions.condition = condition;
    const { PolicyDocument: document } = resourcesIn(stack, 'AWS::IAM::Policy')[POLICY].Properties as unknown as Policy;
    expect(document.Statement.find(({ Sid }) => Sid === 'ByName')!.Resource).toContainEqual({ 'Fn::If': ['Cond', expect.anything(), { Ref: 'AWS::NoValue' }] });
  });

  test('needs one policy only for the certificates of an ordinary stack, besides the function\'s own', () => {
    const stack = demo([undefined, ...Array.from({ length: 60 }, (_, i) => `certificate-${i}`)]);
    expect(policiesIn(stack, 'Policy')).toHaveLength(2);
    expect(policiesIn(stack, 'ManagedPolicy')).toEqual([]);
  });

  test('outlives every certificate, with all its policies and the function\'s settings', () => {
    const identifiers = Array.from({ length: 60 }, (_, i) => lowerCase(200)(i));
    const stack = demo([undefined, ...identifiers]);
    const overflow = Object.keys(resourcesIn(stack, 'AWS::IAM::ManagedPolicy'));
    expect(overflow).not.toEqual([]);
    const provider = [FUNCTION, EVENT_INVOKE_CONFIG, LOG_GROUP, ROLE, DEFAULT_POLICY, POLICY, ...overflow].sort();
    const certificates = Object.keys(resourcesIn(stack, CERTIFICATE_TYPE));
    expect(certificates).toHaveLength(61);
    for (const each of certificates) expect(dependenciesOf(stack, each)).toEqual(provider);
  });
});

test('each certificate of a stack depends on all of the provider, and on no other certificate', () => {
  const stack = demo([undefined, 'mine', 'Other']);
  for (const each of Object.keys(resourcesIn(stack, CERTIFICATE_TYPE))) {
    expect(dependenciesOf(stack, each)).toEqual([FUNCTION, EVENT_INVOKE_CONFIG, LOG_GROUP, ROLE, DEFAULT_POLICY, POLICY].sort());
  }
});

describe('a user may change the provider by', () => {
  test('PermissionsBoundary.of', () => {
    const stack = demo();
    iam.PermissionsBoundary.of(stack).apply(iam.ManagedPolicy.fromManagedPolicyName(stack, 'Boundary', 'team-boundary'));
    const { PermissionsBoundary: boundary } = onlyResourceIn(stack, 'AWS::IAM::Role').Properties;
    expect(deployedValue(boundary)).toBe('arn:aws-iso-f:iam::123456789012:policy/team-boundary');
  });

  test('Role.customizeRoles, and is told what the role must allow', () => {
    const app = new App();
    const stack = new Stack(app, 'Demo');
    iam.Role.customizeRoles(stack, { usePrecreatedRoles: { 'Demo/CdkRedshiftHsmProvider/Role': 'team-role' } });
    certificate(stack, 'Certificate', { hsmClientCertificateIdentifier: 'Mine' });
    for (const id of ['Generated', 'Another']) certificate(stack, id);
    certificate(stack, 'Later', { hsmClientCertificateIdentifier: Lazy.string({ produce: () => 'later' }) });
    const template = Template.fromStack(stack);
    for (const type of ['AWS::IAM::Role', 'AWS::IAM::Policy', 'AWS::IAM::ManagedPolicy']) template.resourceCountIs(type, 0);
    expect(deployedValue(onlyResourceIn(stack, 'AWS::Lambda::Function').Properties.Role)).toBe('arn:aws-iso-f:iam::123456789012:role/team-role');
    expect(dependenciesOf(stack, 'Certificate4E7ABB08')).toEqual([FUNCTION, EVENT_INVOKE_CONFIG, LOG_GROUP].sort());

    const report = JSON.parse(fs.readFileSync(path.join(app.synth().directory, 'iam-policy-report.json'), 'utf8')) as {
      roles: { identityPolicyStatements: Record<string, unknown>[] }[];
    };
    const byName = (name: string) => ({ Effect: 'Allow', Action: expect.arrayContaining(BY_NAME) as string[], Resource: certificates(name) });
    const certificates = (name: string) => `arn:(PARTITION):redshift:(REGION):(ACCOUNT):hsmclientcertificate:${name}`;
    expect(report.roles.map(({ identityPolicyStatements: statements }) => statements)).toEqual([[
      expect.objectContaining({ Action: ['logs:CreateLogStream', 'logs:PutLogEvents'], Resource: '(Demo/CdkRedshiftHsmProvider/LogGroup/Resource.Arn)' }),
      expect.objectContaining({ Sid: 'Read', Resource: '*' }),
      expect.objectContaining({
        Sid: 'ByOwner', Resource: certificates('*'), Condition: { StringLike: { 'aws:ResourceTag/cdk-redshift-hsm:owner': 'stack/Demo/*' } },
      }),
      byName('Mine'), byName('mine'), byName(GENERATED), byName('later'),
    ]]);
  });

  test('Role.customizeRoles that only makes a report: it is the same', () => {
    const reports = [{ preventSynthesis: false }, { usePrecreatedRoles: { 'Demo/CdkRedshiftHsmProvider/Role': 'team-role' } }].map((options) => {
      const app = new App();
      const stack = new Stack(app, 'Demo');
      iam.Role.customizeRoles(stack, options);
      for (const identifier of [undefined, 'Mine']) certificate(stack, `Certificate${identifier}`, { hsmClientCertificateIdentifier: identifier });
      const report = fs.readFileSync(path.join(app.synth().directory, 'iam-policy-report.json'), 'utf8');
      return (JSON.parse(report) as { roles: { identityPolicyStatements: object[] }[] }).roles[0].identityPolicyStatements;
    });
    expect(reports[0]).toEqual(reports[1]);
    expect(JSON.stringify(reports)).not.toContain('Token');
  });

  test('Role.customizeRoles, with many identifiers', () => {
    const stack = new Stack(new App(), 'Demo');
    iam.Role.customizeRoles(stack, { usePrecreatedRoles: { 'Demo/CdkRedshiftHsmProvider/Role': 'team-role' } });
    for (let i = 0; i < 60; i++) certificate(stack, `Certificate${i}`, { hsmClientCertificateIdentifier: `n${i}-`.padEnd(200, 'x') });
    Template.fromStack(stack).resourceCountIs('AWS::IAM::ManagedPolicy', 0);
  });

  test('Tags.of', () => {
    const stack = demo();
    Tags.of(stack.node.findChild('CdkRedshiftHsmProvider')).add('team', 'data');
    for (const type of ['AWS::Lambda::Function', 'AWS::IAM::Role', 'AWS::Logs::LogGroup']) {
      expect(onlyResourceIn(stack, type).Properties.Tags).toEqual([{ Key: 'team', Value: 'data' }]);
    }
    expect(certificateIn(stack).Properties).not.toHaveProperty('Tags');
  });

  test('an Aspect', () => {
    const stack = demo();
    Aspects.of(stack).add({
      visit: (node) => {
        if (!(node instanceof lambda.CfnFunction)) return;
        node.timeout = 600;
        node.memorySize = 512;
        node.runtime = 'nodejs22.x';
        node.architectures = ['arm64'];
        node.reservedConcurrentExecutions = 1;
        node.environment = { variables: { AWS_USE_FIPS_ENDPOINT: 'true' } };
        node.vpcConfig = { subnetIds: ['subnet-01234567'], securityGroupIds: ['sg-01234567'] };
      },
    });
    expect(onlyResourceIn(stack, 'AWS::Lambda::Function').Properties).toMatchObject({
      Timeout: 600,
      MemorySize: 512,
      Runtime: 'nodejs22.x',
      Architectures: ['arm64'],
      ReservedConcurrentExecutions: 1,
      Environment: { Variables: { AWS_USE_FIPS_ENDPOINT: 'true' } },
      VpcConfig: { SubnetIds: ['subnet-01234567'], SecurityGroupIds: ['sg-01234567'] },
    });
  });

  test('an Aspect on the constructs that it is made of', () => {
    const stack = demo();
    Aspects.of(stack).add({
      visit: (node) => {
        if (node instanceof lambda.Function) node.addEnvironment('AWS_USE_FIPS_ENDPOINT', 'true');
        if (node instanceof logs.CfnLogGroup) node.retentionInDays = 30;
        if (node instanceof iam.CfnRole) node.path = '/team/';
      },
    });
    const template = Template.fromStack(stack);
    template.hasResourceProperties('AWS::Lambda::Function', { Environment: { Variables: { AWS_USE_FIPS_ENDPOINT: 'true' } } });
    template.hasResourceProperties('AWS::Logs::LogGroup', { RetentionInDays: 30 });
    template.hasResourceProperties('AWS::IAM::Role', { Path: '/team/' });
  });

  test('its ids in the tree', () => {
    const stack = demo();
    child<lambda.Function>(stack, 'Function').addEnvironment('NODE_OPTIONS', '--use-openssl-ca');
    child<iam.Role>(stack, 'Role').addManagedPolicy(iam.ManagedPolicy.fromAwsManagedPolicyName('service-role/AWSLambdaVPCAccessExecutionRole'));
    const template = Template.fromStack(stack);
    template.hasResourceProperties('AWS::Lambda::Function', { Environment: { Variables: { NODE_OPTIONS: '--use-openssl-ca' } } });
    template.hasResourceProperties('AWS::IAM::Role', { ManagedPolicyArns: Match.anyValue() });
    expect(child<logs.LogGroup>(stack, 'LogGroup')).toBeInstanceOf(logs.LogGroup);
  });
});

describe('the ARN of the function', () => {
  const ID = 'cdk-redshift-hsm:function-arn';
  const WARNING = 'of Demo/CdkRedshiftHsmProvider/Function/Resource is set, which decides on the ARN of the function: set it before the first deployment';

  function warningsOf(stack: Stack): unknown[] {
    return Annotations.fromStack(stack).findWarning('*', Match.anyValue()).map(({ entry: { data } }) => data);
  }

  const changes: [string, (fn: lambda.CfnFunction) => void][] = [
    ['functionName', (fn) => { fn.functionName = 'hsm'; }],
    ['functionName', (fn) => { fn.addPropertyOverride('FunctionName', 'hsm'); }],
    ['the logical id', (fn) => { fn.overrideLogicalId('Fn'); }],
    ['the logical id', (fn) => { fn.stack.renameLogicalId(FUNCTION, 'Fn'); }],
  ];

  test.each(changes)('may be changed by %s, with a warning that it is for ever', (what, change) => {
    const stack = demo();
    change(child<lambda.Function>(stack, 'Function').node.defaultChild as lambda.CfnFunction);
    expect(warningsOf(stack)).toEqual([expect.stringContaining(`${what} ${WARNING}`)]);
  });

  test.each([['the provider', false], ['the stack', true]])('is changed without a warning where it is acknowledged on %s', (_, onStack) => {
    const stack = demo();
    (child<lambda.Function>(stack, 'Function').node.defaultChild as lambda.CfnFunction).functionName = 'hsm';
    CdkAnnotations.of(onStack ? stack : stack.node.findChild('CdkRedshiftHsmProvider')).acknowledgeWarning(ID);
    expect(warningsOf(stack)).toEqual([]);
  });

  test('is not changed by other properties', () => {
    const stack = demo();
    (child<lambda.Function>(stack, 'Function').node.defaultChild as lambda.CfnFunction).memorySize = 512;
    expect(warningsOf(stack)).toEqual([]);
  });
});

describe('two copies of the library in one stack', () => {
  const MEET = (version: unknown) => new Error('two versions of cdk-redshift-hsm that cannot share a function meet in the stack Demo: '
    + `Demo/CdkRedshiftHsmProvider has the contract version ${version}, and 1 is needed. Use one version of the library in a stack`);

  /** What another version of the library may have put under the id. */
  class TheirProvider extends Construct {
    public readonly serviceToken = 'arn-of-their-function';
    public readonly own = jest.fn();

    constructor(scope: Construct, public readonly contractVersion?: unknown) {
      super(scope, 'CdkRedshiftHsmProvider');
    }
  }

  test('share the provider, and its role knows the certificates of both', () => {
    const Copy = secondCopyOfTheLibrary().HsmClientCertificate;
    const stack = demo(['mine']);
    new Copy(stack, 'Theirs', { hsmClientCertificateIdentifier: 'theirs' });
    Template.fromStack(stack).resourceCountIs('AWS::Lambda::Function', 1);
    Template.fromStack(stack).allResourcesProperties(CERTIFICATE_TYPE, { ServiceToken: { 'Fn::GetAtt': [FUNCTION, 'Arn'] } });
    Template.fromStack(stack).resourceCountIs(CERTIFICATE_TYPE, 2);
    expect(namesIn(stack)).toEqual(['mine', 'theirs']);
  });

  test('share what each of them knows: one identifier twice, and exports of public keys, are errors', () => {
    const Copy = secondCopyOfTheLibrary().HsmClientCertificate;
    const stack = demo(['mine']);
    expect(() => new Copy(stack, 'Twice', { hsmClientCertificateIdentifier: 'mine' })).toThrow('is a duplicate of that of Demo/Certificate0');
    const theirs = new Copy(stack, 'Theirs', { outputPublicKey: false });
    new CfnOutput(stack, 'Pem', { value: theirs.hsmClientCertificatePublicKey, exportName: 'pem' });
    expect(() => Template.fromStack(stack)).toThrow('the public key of Demo/Theirs is exported by Demo/Pem');
  });

  test('share the provider if it is of the same contract version, of whatever class', () => {
    const stack = new Stack(new App(), 'Demo');
    const provider = new TheirProvider(stack, 1);
    const made = certificate(stack, 'Certificate', { hsmClientCertificateIdentifier: 'mine' });
    expect(certificateIn(stack).Properties.ServiceToken).toBe('arn-of-their-function');
    expect(provider.own.mock.calls).toEqual([[expect.objectContaining({ resourceType: CERTIFICATE_TYPE }), made.node.defaultChild, 'mine']]);
    Template.fromStack(stack).resourceCountIs('AWS::Lambda::Function', 0);
  });

  test.each([[2], [0], ['1'], [undefined]])('are refused if the provider there is of contract version %p', (version) => {
    const stack = new Stack(new App(), 'Demo');
    new TheirProvider(stack, version);
    expect(() => certificate(stack)).toThrow(MEET(version));
  });
});

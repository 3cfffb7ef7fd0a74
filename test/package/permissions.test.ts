import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { App, Aspects, Duration, PropertyInjectors, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as logs from 'aws-cdk-lib/aws-logs';
import { CustomResourceConfig } from 'aws-cdk-lib/custom-resources';
import { HIPAASecurityChecks, NagPack, NIST80053R4Checks, NIST80053R5Checks, PCIDSS321Checks, ServerlessChecks } from 'cdk-nag';
import { valueOf } from './documented-sample';
import { CHECKOUT } from '../../projenrc/checkout';
import { HsmClientCertificate } from '../../src';
import { CERTIFICATE_TYPE, onlyResourceIn, resourcesIn } from '../src/certificate-in-template';
import { deployedValue } from '../src/private/deployed-value';
import '../src/temporary-folder';

/*
 * What the guide to permissions and policies says.
 */

const GUIDE = 'docs/permissions-and-policies.md';
const GUIDE_TEXT = readFileSync(join(CHECKOUT, GUIDE), 'utf8');
const PACKS = [HIPAASecurityChecks, NIST80053R4Checks, NIST80053R5Checks, PCIDSS321Checks, ServerlessChecks];

interface Statement {
  readonly Sid?: string;
  readonly Action: string | string[];
  readonly Resource: string | string[];
}

function stackWithCertificate(app = new App()): Stack {
  app.node.setContext('@aws-cdk/core:annotationsInValidationReport', false); // findings are to be looked at, not to end the synthesis
  const stack = new Stack(app, 'MyStack');
  new HsmClientCertificate(stack, 'Certificate');
  return stack;
}

/** The statements of the first policy under a heading. */
function policyUnder(heading: string): Statement[] {
  const [, section] = GUIDE_TEXT.split(`\n${heading}\n`);
  const [, policy] = /^ *```json\n([^]*?)^ *```/m.exec(section)!;
  return (JSON.parse(policy) as { Statement: Statement[] }).Statement;
}

function statementsOfTheRole(stack: Stack): Statement[] {
  const ofFunctionFirst = Object.entries(resourcesIn(stack, 'AWS::IAM::Policy')).sort(([one]) => (one.includes('DefaultPolicy') ? -1 : 1));
  return ofFunctionFirst.flatMap(([, { Properties }]) => (Properties.PolicyDocument as { Statement: Statement[] }).Statement);
}

const actionsIn = (statements: readonly Statement[]): string[] => [...new Set(statements.flatMap(({ Action }) => Action))].sort();

test('what a security team is to allow is what the role may do', () => {
  expect(actionsIn(policyUnder('## For a security team'))).toEqual(actionsIn(statementsOfTheRole(stackWithCertificate())));
});

test('a role made beforehand takes the place of that of the function', () => {
  const stack = valueOf<Stack>(GUIDE, '## A role made beforehand', 'stack');
  Template.fromStack(stack).resourceCountIs('AWS::IAM::Role', 0);
  Template.fromStack(stack).resourceCountIs('AWS::IAM::Policy', 0);
  expect(JSON.stringify(onlyResourceIn(stack, 'AWS::Lambda::Function').Properties.Role)).toContain(':role/redshift-hsm');
});

test('what the deploying role may make is called CdkRedshiftHsm, and is of four services', () => {
  const { Resources: resources } = Template.fromStack(stackWithCertificate()).toJSON() as { Resources: Record<string, { Type: string }> };
  const made = Object.entries(resources).filter(([, { Type }]) => Type !== CERTIFICATE_TYPE);
  expect(made.filter(([id]) => !id.startsWith('CdkRedshiftHsm'))).toEqual([]);
  const services = new Set(made.map(([, { Type }]) => Type.split('::')[1].toLowerCase()));
  const allowed = new Set(actionsIn(policyUnder('## What the deploying role needs')).map((action) => action.split(':')[0]));
  expect([...allowed].sort()).toEqual([...services, 's3', 'ssm'].sort()); // the code, and the version of the bootstrap stack
});

test('every rule that a pack of cdk-nag finds is in the table, and no other', () => {
  const found = PACKS.flatMap((Pack: new () => NagPack) => {
    const stack = stackWithCertificate();
    Aspects.of(stack).add(new Pack());
    const annotations = Annotations.fromStack(stack);
    return [...annotations.findError('*', Match.anyValue()), ...annotations.findWarning('*', Match.anyValue())];
  });
  const rules = found.map(({ entry: { data } }) => /^[\w.-]+/.exec(data as string)![0]);
  const documented = [...GUIDE_TEXT.matchAll(/`((?:HIPAA|NIST|PCI|Serverless)[\w.-]+)`/g)].map(([, rule]) => rule);
  expect(documented.sort()).toEqual([...new Set(rules)].sort());
});

test('CustomResourceConfig of the CDK changes nothing', () => {
  const app = new App();
  CustomResourceConfig.of(app).addLogRetentionLifetime(logs.RetentionDays.ONE_DAY);
  CustomResourceConfig.of(app).addRemovalPolicy(RemovalPolicy.RETAIN);
  CustomResourceConfig.of(app).addLambdaRuntime(lambda.Runtime.NODEJS_22_X);
  expect(Template.fromStack(stackWithCertificate(app)).toJSON()).toEqual(Template.fromStack(stackWithCertificate()).toJSON());
});

test('a property injector reaches the function, and can leave it alone', () => {
  const isOurs = (context: { scope: { node: { id: string } } }): boolean => context.scope.node.id === 'CdkRedshiftHsmProvider';
  const withInjector = (leavesOursAlone: boolean): Stack => {
    const app = new App();
    PropertyInjectors.of(app).add({
      constructUniqueId: lambda.Function.PROPERTY_INJECTION_ID,
      inject: (props: object, context) => leavesOursAlone && isOurs(context) ? props : { ...props, timeout: Duration.seconds(30), retryAttempts: 0 },
    });
    return stackWithCertificate(app);
  };
  expect(onlyResourceIn(withInjector(false), 'AWS::Lambda::Function').Properties.Timeout).toBe(30);
  expect(onlyResourceIn(withInjector(false), 'AWS::Lambda::EventInvokeConfig').Properties.MaximumRetryAttempts).toBe(0);
  expect(onlyResourceIn(withInjector(true), 'AWS::Lambda::Function').Properties.Timeout).toBe(300);
  expect(Object.values(resourcesIn(withInjector(true), 'AWS::Lambda::EventInvokeConfig'))[0].Properties.MaximumRetryAttempts).toBe(2);
});

test('the role to be made beforehand is what the stack would have made', () => {
  const stack = stackWithCertificate();
  const { IdentifierPrefix: prefix } = onlyResourceIn(stack, CERTIFICATE_TYPE).Properties;
  const [stackPart] = /^[a-z0-9]+-[0-9a-f]{8}/.exec(prefix as string)!;
  const [partition, region, account] = ['Partition', 'Region', 'AccountId'].map((name) => deployedValue({ Ref: `AWS::${name}` }) as string);
  const known = { '<stack name>': 'MyStack', '<stack part>': stackPart, '<Region>': region, '<account>': account, 'arn:aws:': `arn:${partition}:` };
  const policy = Object.entries(known).reduce((text, [placeholder, value]) => text.replaceAll(placeholder, value), JSON.stringify(policyUnder('## A role made beforehand')));
  const [log, ...documented] = JSON.parse(policy) as Statement[];
  const [logOfTheStack, ...ofTheStack] = deployedValue(statementsOfTheRole(stack)) as Statement[];
  expect(documented.map(inOneForm)).toEqual(ofTheStack.map(inOneForm));
  const logGroup = `arn:${partition}:logs:${region}:${account}:log-group:MyStack-CdkRedshiftHsmProviderLogGroup*`;
  expect(inOneForm(log)).toEqual(inOneForm({ ...logOfTheStack, Resource: logGroup }));
  expect(Object.keys(resourcesIn(stack, 'AWS::Logs::LogGroup'))).toEqual([expect.stringMatching(/^CdkRedshiftHsmProviderLogGroup/)]);
});

/** IAM takes one action or resource for a list of one, in any order. */
function inOneForm({ Sid: _, Action: action, Resource: resource, ...rest }: Statement): object {
  return { ...rest, Action: [action].flat().sort(), Resource: [resource].flat().sort() };
}

test('the report of the CDK has the stack part, and leaves nothing open but what the guide names', () => {
  const stack = valueOf<Stack>(GUIDE, '## A role made beforehand', 'stack');
  const report = readFileSync(join((stack.node.root as App).synth().directory, 'iam-policy-report.txt'), 'utf8');
  const [, pattern, stackPart] = /`(hsmclientcertificate:([a-z0-9-]+)-\*)`/.exec(GUIDE_TEXT)!;
  expect(report).toContain(`:${pattern}"`);
  expect(onlyResourceIn(stack, CERTIFICATE_TYPE).Properties.IdentifierPrefix).toContain(`${stackPart}-`);
  expect(report).not.toContain('Token');
  const open = [...report.split('Identity Policy Statements')[1].matchAll(/\([^)]+\)/g)].map(([placeholder]) => placeholder);
  expect(open).toContain('(ACCOUNT)');
  expect(open.filter((placeholder) => !GUIDE_TEXT.includes(`\`${placeholder}\``))).toEqual([]);
});

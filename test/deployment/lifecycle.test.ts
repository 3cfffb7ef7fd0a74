import { execFile } from 'node:child_process';
import { devNull } from 'node:os';
import { promisify } from 'node:util';
import { cfnLint, checkers, parliament } from './checkers';
import { clientEnvironment, STACK } from '../../demo/cdk-cli';
import { within } from '../../demo/deadline';
import { LocalAws } from '../../demo/local-aws';
import { prepare } from '../../demo/prepare';
import { SILENT } from '../../demo/progress';
import type { PythonEnvironment } from '../../demo/python';
import { Step, STEPS } from '../../demo/steps';

const { signal } = new AbortController();

let aws: LocalAws;
let environment: PythonEnvironment;

beforeAll(async () => {
  const prepared = await prepare(signal, SILENT);
  environment = await checkers(prepared.python, signal);
  aws = await LocalAws.start({ environment: prepared.environment, signal });
}, 90_000);

afterAll(() => aws.stop());

function testSteps(steps: readonly Step[]): void {
  test.each(steps)('$title', async (step) => {
    expect(await within(step.seconds, signal, (untilThen) => step.take(aws, untilThen))).toMatch(/\S/);
  }, 90_000);
}

function testWhatIsDeployed(): void {
  test('cfn-lint finds nothing in the template but what the CDK adds', async () => {
    const findings = await cfnLint(environment, aws.cdk.templateFile, signal);
    // The CDK has a function depend on its role, which it refers to anyway.
    expect(findings.filter((finding) => !/^W3005 Resources\/CdkRedshiftHsmProviderFunction\w+\/DependsOn/.test(finding))).toEqual([]);
  }, 60_000);

  test('parliament finds nothing in the policies of the role', async () => {
    const policies = await policiesOfRoles();
    expect(policies).toHaveLength(2); // the function's own, and that of certificates
    for (const policy of policies) expect(await parliament(environment, policy, signal)).toEqual([]);
  }, 60_000);
}

async function policiesOfRoles(): Promise<object[]> {
  const roles = await iam('list-roles', '--query', `Roles[?starts_with(RoleName, '${STACK}-')].RoleName`) as string[];
  const policies = await Promise.all(roles.map(async (role) => {
    const { PolicyNames: names } = await iam('list-role-policies', '--role-name', role) as { PolicyNames: string[] };
    return Promise.all(names.map((name) => iam('get-role-policy', '--role-name', role, '--policy-name', name, '--query', 'PolicyDocument')));
  }));
  return policies.flat() as object[];
}

async function iam(...args: string[]): Promise<unknown> {
  const env = { ...clientEnvironment(aws.emulator.url), PATH: process.env.PATH, AWS_CONFIG_FILE: devNull }; // whatever the user's own says
  const { stdout } = await promisify(execFile)(process.env.AWS_CLI!, ['iam', ...args, '--output', 'json'], { env });
  return JSON.parse(stdout);
}

testSteps(STEPS.slice(0, 2));
describe('with an identifier that is generated', testWhatIsDeployed);
testSteps(STEPS.slice(2, -1));
describe('with an identifier of the user\'s own', testWhatIsDeployed);
testSteps(STEPS.slice(-1));

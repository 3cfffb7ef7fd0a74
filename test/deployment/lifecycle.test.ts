import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { devNull } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { cfnLint, checkers, parliament } from './checkers';
import { clientEnvironment, STACK } from '../../demo/cdk-cli';
import { within } from '../../demo/deadline';
import { LocalAws } from '../../demo/local-aws';
import { prepare } from '../../demo/prepare';
import { SILENT } from '../../demo/progress';
import type { PythonEnvironment } from '../../demo/python';
import { STEPS } from '../../demo/steps';
import { updateTags } from '../../demo/steps/certificate';
import { createConfiguration, PASSWORD } from '../../demo/steps/configuration';
import { destroy } from '../../demo/steps/stack';
import type { Step } from '../../demo/steps/step';

const { signal } = new AbortController();

/** As it is, encoded, and hashed: a hash of a password can be searched for the password. */
const FORMS_OF_THE_PASSWORD = [
  PASSWORD, Buffer.from(PASSWORD).toString('base64'), encodeURIComponent(PASSWORD),
  ...['md5', 'sha1', 'sha256'].flatMap((hash) => (['hex', 'base64'] as const).map((encoding) => createHash(hash).update(PASSWORD).digest(encoding))),
];

const printed: string[] = [];

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
    printed.push(await within(step.seconds, signal, (untilThen) => step.take(aws, untilThen)));
    expect(printed.at(-1)).toMatch(/\S/);
  }, 90_000);
}

function testWhatIsDeployed(policyCount: number): void {
  test('cfn-lint finds nothing in the template but what the CDK adds', async () => {
    const findings = await cfnLint(environment, aws.cdk.templateFile, signal);
    // The CDK has a function depend on its role, which it refers to anyway.
    expect(findings.filter((finding) => !/^W3005 Resources\/CdkRedshiftHsmProviderFunction\w+\/DependsOn/.test(finding))).toEqual([]);
  }, 60_000);

  test('parliament finds nothing in the policies of the role', async () => {
    const policies = await policiesOfRoles();
    expect(policies).toHaveLength(policyCount);
    for (const policy of policies) expect(await parliament(environment, policy, signal)).toEqual([]);
  }, 60_000);
}

async function policiesOfRoles(): Promise<object[]> {
  const roles = await cli('iam', 'list-roles', '--query', `Roles[?starts_with(RoleName, '${STACK}-')].RoleName`) as string[];
  const policies = await Promise.all(roles.map(async (role) => {
    const { PolicyNames: names } = await cli('iam', 'list-role-policies', '--role-name', role) as { PolicyNames: string[] };
    return Promise.all(names.map((name) => cli('iam', 'get-role-policy', '--role-name', role, '--policy-name', name, '--query', 'PolicyDocument')));
  }));
  return policies.flat() as object[];
}

async function cli(...args: string[]): Promise<unknown> {
  const env = { ...clientEnvironment(aws.emulator.url), PATH: process.env.PATH, AWS_CONFIG_FILE: devNull }; // whatever the user's own says
  const { stdout } = await promisify(execFile)(process.env.AWS_CLI!, [...args, '--output', 'json'], { env, maxBuffer: Infinity });
  return JSON.parse(stdout);
}

async function filesBelow(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map(({ parentPath, name }) => join(parentPath, name));
}

// The function has a policy of its own, one for certificates, and one for configurations.
testSteps(STEPS.slice(0, STEPS.indexOf(updateTags)));
describe('with an identifier that is generated', () => testWhatIsDeployed(2));
testSteps(STEPS.slice(STEPS.indexOf(updateTags), STEPS.indexOf(createConfiguration)));
describe('with an identifier of the user\'s own', () => testWhatIsDeployed(2));
testSteps(STEPS.slice(STEPS.indexOf(createConfiguration), STEPS.indexOf(destroy)));
describe('with a configuration', () => {
  testWhatIsDeployed(3);

  test('the password is in Redshift, and in nothing that was deployed or printed', async () => {
    expect([...aws.redshift.hsm.configurations.values()].map(({ partitionPassword }) => partitionPassword)).toEqual([PASSWORD]);
    const events = JSON.stringify(await cli('cloudformation', 'describe-stack-events', '--stack-name', STACK));
    const logs = await Promise.all((await cli('logs', 'describe-log-groups', '--query', 'logGroups[].logGroupName') as string[])
      .map(async (group) => JSON.stringify(await cli('logs', 'filter-log-events', '--log-group-name', group))));
    const assembly = await Promise.all((await filesBelow(dirname(aws.cdk.templateFile))).map((file) => readFile(file, 'latin1')));
    const tags = JSON.stringify([...aws.redshift.hsm.configurations.values()].flatMap((each) => [...each.tags]));
    expect(events).toContain('HsmConfiguration');
    expect(logs.join()).toMatch(/logicalResourceId\W+Hsm[0-9A-F]{8}\W/);
    for (const text of [events, tags, ...logs, ...assembly, ...printed]) {
      for (const form of FORMS_OF_THE_PASSWORD) expect(text).not.toContain(form);
    }
  }, 60_000);
});
testSteps(STEPS.slice(STEPS.indexOf(destroy)));

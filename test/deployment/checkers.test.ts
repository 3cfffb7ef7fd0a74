import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { cfnLint, checkers, parliament } from './checkers';
import { DEMO_FOLDER } from '../../demo/checkout';
import { findPython, PythonEnvironment } from '../../demo/python';

const { signal } = new AbortController();

let environment: PythonEnvironment;

beforeAll(async () => {
  environment = await checkers(await findPython(signal), signal);
}, 60_000);

test('parliament notices an ARN that names no certificate', async () => {
  const policy = {
    Version: '2012-10-17',
    Statement: [{
      Effect: 'Allow',
      Action: 'redshift:DeleteHsmClientCertificate',
      Resource: 'arn:aws:redshift:us-east-1:000000000000:hsmclientcertificate/one',
    }],
  };
  expect(await parliament(environment, policy, signal)).toEqual([expect.stringContaining('RESOURCE_MISMATCH')]);
}, 60_000);

test('cfn-lint notices a property that there is not', async () => {
  const file = join(DEMO_FOLDER, `wrong-${process.pid}.template.json`);
  await writeFile(file, JSON.stringify({ Resources: { Group: { Type: 'AWS::Logs::LogGroup', Properties: { Retention: 1 } } } }));
  const findings = await cfnLint(environment, file, signal).finally(() => rm(file));
  expect(findings).toEqual([expect.stringMatching(/^E3002 Resources\/Group\/Properties/)]);
}, 60_000);

import { within } from '../../demo/deadline';
import { LocalAws } from '../../demo/local-aws';
import { prepare } from '../../demo/prepare';
import { SILENT } from '../../demo/progress';
import { deploy } from '../../demo/steps/certificate';
import { bootstrap, destroy } from '../../demo/steps/stack';
import type { Step } from '../../demo/steps/step';
import { hang } from '../../local-redshift/injected-faults';

const { signal } = new AbortController();

let aws: LocalAws;

beforeAll(async () => {
  aws = await LocalAws.start({ environment: (await prepare(signal, SILENT)).environment, signal });
}, 90_000);

afterAll(() => aws.stop());

async function take(step: Step, seconds: number = step.seconds): Promise<string> {
  return within(seconds, signal, (untilThen) => step.take(aws, untilThen));
}

test('a step fails if the CDK CLI does', async () => {
  await expect(take(deploy)).rejects.toThrow(/^The CDK CLI failed:\n[^]*bootstrap/);
}, 90_000);

test('a step is given up at its deadline when Redshift does not answer the function', async () => {
  await take(bootstrap);
  aws.redshift.faults.untilRemoved('*', hang());
  await expect(take(deploy, 10)).rejects.toThrow('This was given up after 10 seconds.');
  expect(aws.redshift.callsOf('CreateHsmClientCertificate')).not.toEqual([]);
}, 90_000);

test('what is left of a stack fails the step that destroys it', async () => {
  aws.redshift.hsm.seed('one');
  aws.redshift.hsm.seed('another');
  await expect(take(destroy)).rejects.toThrow('Redshift should have one certificate, and has 2: one, another');
});

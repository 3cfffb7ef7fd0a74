import { execFile } from 'node:child_process';
import { devNull } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { clientEnvironment, STACK } from '../../demo/cdk-cli';
import { LocalAws } from '../../demo/local-aws';
import { prepare } from '../../demo/prepare';
import { SILENT } from '../../demo/progress';
import { stackInventory } from '../../demo/stack-inventory';
import { OWNER_TAG } from '../../src/private/contract';

const { signal } = new AbortController();
const OURS = 'warehouse';

let aws: LocalAws;

beforeAll(async () => {
  aws = await LocalAws.start({ environment: (await prepare(signal, SILENT)).environment, signal });
}, 90_000);

afterAll(() => aws.stop());

async function cloudFormation(...args: string[]): Promise<void> {
  const env = { ...clientEnvironment(aws.emulator.url), PATH: process.env.PATH, AWS_CONFIG_FILE: devNull };
  await promisify(execFile)(process.env.AWS_CLI!, ['cloudformation', ...args], { env });
}

// What `npm run demo -- --keep` says of the emulator. If it is no longer so, that has to go.
test('the emulator deletes the function of a certificate that it cannot delete, and the stack can then be deleted without it', async () => {
  await aws.cdk.bootstrap(signal);
  await aws.cdk.deploy({ identifier: OURS }, signal);
  const { tags } = aws.redshift.hsm.find(OURS)!;
  const owner = tags.get(OWNER_TAG)!;
  tags.delete(OWNER_TAG);
  const failed = await aws.cdk.destroy(signal);
  expect(failed.succeeded).toBe(false);
  const [, logicalId] = /retain the resource (\w+)/.exec(failed.output.replace(/\s+/g, ' '))!;

  tags.set(OWNER_TAG, owner); // as the message advises
  const again = await aws.cdk.destroy(signal);
  expect(again.succeeded).toBe(false);
  expect(again.output.replace(/\s+/g, ' ')).toMatch(/Custom resource ServiceToken '\S+' not found/);

  await cloudFormation('delete-stack', '--stack-name', STACK, '--retain-resources', logicalId);
  while ((await stackInventory(STACK, aws.emulator.url, signal)).length) await sleep(100);
  expect([...aws.redshift.hsm.certificates.keys()]).toEqual([OURS]);
}, 180_000);

import { strict as assert } from 'node:assert';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { RedshiftHsmServer } from '../../local-redshift/server';
import { CHECKOUT, environment, workFolder } from '../../projenrc/checkout';
import { run } from '../../projenrc/command';
import { main, timed } from '../../projenrc/script';
import { createEvent, deleteEvent, properties, updateEvent } from '../lambda/cloudformation-events';
import { ResponseReceiver } from '../lambda/response-receiver';

/*
 * Runs the bundled handler, the very file that is deployed, through the life of a certificate under each version of Node.js that it may
 * have on Lambda: the one that the library chooses, and the one that a user may put in its place.
 */

const VERSIONS = ['22', '24'];

/** What Lambda does with the file. */
const INVOKE = `
  const [file, event] = process.argv.slice(1);
  require(file).handler(JSON.parse(event), { getRemainingTimeInMillis: () => 300_000 });
`;

interface Response {
  readonly Status: string;
  readonly Reason?: string;
  readonly PhysicalResourceId: string;
  readonly Data?: Readonly<Record<string, string>>;
}

main(async () => {
  await run('projen', ['bundle'], { cwd: CHECKOUT, env: environment() });
  for (const version of VERSIONS) {
    const node = await installedNode(version);
    console.log(`Node.js ${(await run(node, ['--version'], { cwd: CHECKOUT })).trim()}`);
    await timed('Create, update, replace and delete a certificate', () => lifeOfACertificate(node));
  }
});

async function installedNode(version: string): Promise<string> {
  const folder = workFolder(`node${version}`);
  await run('npm', ['install', '--no-audit', '--no-fund', '--prefix', folder, `node@${version}`], { cwd: folder, env: environment() });
  return join(folder, 'node_modules', '.bin', 'node');
}

async function lifeOfACertificate(node: string): Promise<void> {
  const [redshift, responses] = [await new RedshiftHsmServer().start(), await new ResponseReceiver().start()];
  try {
    const invoke = invocation(node, redshift.url, responses);
    const [first, second, other] = [properties('one', { stage: 'test' }), properties('one', { team: 'security' }), properties('two')];

    const created = await invoke(createEvent(first));
    assert.equal(created.PhysicalResourceId, 'one');
    assert.match(created.Data?.PublicKey ?? '', /BEGIN CERTIFICATE/);
    for (const [name, value] of Object.entries(created.Data ?? {})) assert.notEqual(value, 'unknown', `the attribute ${name} is unknown`);

    const updated = await invoke(updateEvent('one', second, first));
    assert.deepEqual(updated.Data, created.Data);
    assert.equal((await invoke(updateEvent('one', other, second))).PhysicalResourceId, 'two');
    await invoke(deleteEvent('one', second));
    assert.equal(redshift.hsm.find('one'), undefined);
    await invoke(deleteEvent('two', other));
    assert.equal(redshift.hsm.find('two'), undefined);
  } finally {
    await Promise.all([responses.close(), redshift.close()]);
  }
}

function invocation(node: string, redshiftUrl: string, responses: ResponseReceiver): (event: object) => Promise<Response> {
  const trusted = join(workFolder('runtimes'), 'responses.pem');
  writeFileSync(trusted, responses.cert);
  const env = {
    AWS_PROFILE: undefined, // the user's own would be preferred
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
    AWS_REGION: 'us-east-1',
    AWS_ENDPOINT_URL_REDSHIFT: redshiftUrl,
    NODE_EXTRA_CA_CERTS: trusted,
  };
  return async (event) => {
    const before = responses.received.length;
    await run(node, ['-e', INVOKE, join(CHECKOUT, 'assets', 'lambda', 'index', 'index.js'), JSON.stringify({ ...event, ResponseURL: responses.url() })], {
      cwd: workFolder('runtimes'), env,
    });
    const received = responses.received.slice(before);
    assert.equal(received.length, 1, `there were ${received.length} responses, not one`);
    const response: Response = JSON.parse(received[0].body.toString());
    assert.equal(response.Status, 'SUCCESS', response.Reason);
    return response;
  };
}

import { customResourceHandler } from '../../../lambda/custom-resource/handler';
import { existingHsmClientCertificate } from '../../../lambda/existing-hsm-client-certificate/existing-hsm-client-certificate';
import { hsmRegistration } from '../../../lambda/hsm-registration/hsm-registration';
import { accessDenied } from '../../../local-redshift/injected-faults';
import { EXISTING_HSM_CLIENT_CERTIFICATE_TYPE, HSM_REGISTRATION_TYPE } from '../../../src/private/contract';
import { CloudFormationEvent, createEvent, deleteEvent, Properties, updateEvent } from '../cloudformation-events';
import { attributesOf } from '../expected-responses';
import { InProcessRedshift } from '../in-process-redshift';
import { VirtualClock } from '../virtual-clock';

const MD5 = Array(16).fill('AB').join(':');
const SHA256 = Array(32).fill('CD').join(':');

let clock: VirtualClock;
let redshift: InProcessRedshift;
let log: string;

beforeEach(() => {
  clock = new VirtualClock();
  redshift = new InProcessRedshift(clock);
  log = '';
});

async function invoke(ResourceType: string, event: CloudFormationEvent): Promise<Record<string, string>> {
  let body = '';
  await customResourceHandler({
    [HSM_REGISTRATION_TYPE]: hsmRegistration,
    [EXISTING_HSM_CLIENT_CERTIFICATE_TYPE]: existingHsmClientCertificate(redshift.connect),
  }, {
    clock,
    put: async (_, sent) => {
      body = sent;
      return 200;
    },
    log: (line) => { log += line; },
  })({ ...event, ResourceType }, { getRemainingTimeInMillis: () => 300_000 });
  return JSON.parse(body) as Record<string, string>;
}

describe('a registration', () => {
  const properties = (RegisteredFingerprint: string, more: object = {}): Properties =>
    ({ RegisteredFingerprint, Identifier: 'one', FingerprintMd5: MD5, FingerprintSha256: SHA256, ...more });
  const register = async (event: CloudFormationEvent) => invoke(HSM_REGISTRATION_TYPE, event);

  test.each([[MD5], [MD5.toLowerCase()], [MD5.replaceAll(':', '')], [SHA256], [SHA256.replaceAll(':', ' ')], [` ${SHA256} `]])(
    'of "%s" succeeds, and calls nobody', async (stated) => {
      expect(await register(createEvent(properties(stated)))).toMatchObject({
        Status: 'SUCCESS',
        PhysicalResourceId: 'one/registered',
        Data: { Identifier: 'one', Arn: 'arn:aws:redshift:us-east-1:000000000000:hsmclientcertificate:one' },
      });
      expect(redshift.calls).toEqual([]);
    });

  test.each([[SHA256.replace('CD', 'CE')], ['none yet'], ['']])('of "%s" fails a Create with both fingerprints or the value, and only warns in an Update', async (stated) => {
    const { Status, Reason } = await register(createEvent(properties(stated)));
    expect(Status).toBe('FAILED');
    expect(Reason).toContain(`egisteredFingerprint ${stated.length > 20 ? stated : JSON.stringify(stated)}`);
    if (stated.length > 20) expect(Reason).toContain(SHA256);
    expect(Reason).toMatch(/leaves registeredFingerprint out/);
    expect(await register(updateEvent('one/registered', properties(stated), properties(MD5)))).toMatchObject({ Status: 'SUCCESS' });
    expect(log).toMatch(/"warnings":\["RegisteredFingerprint /);
  });

  test('fails if the fingerprint of the certificate is not known', async () => {
    expect(await register(createEvent(properties(MD5, { FingerprintMd5: 'unknown' })))).toMatchObject({ Status: 'FAILED' });
  });

  test.each([['one/registered', properties(MD5)], ['cdk-redshift-hsm:not-created:x', {}]])('is deleted by the id %s without a call', async (id, given) => {
    expect(await register(deleteEvent(id, given))).toMatchObject({ Status: 'SUCCESS', PhysicalResourceId: id });
  });
});

describe('a certificate that exists', () => {
  const read = async (event: CloudFormationEvent) => invoke(EXISTING_HSM_CLIENT_CERTIFICATE_TYPE, event);
  const events = (Identifier: unknown) => [createEvent({ Identifier }), updateEvent('one', { Identifier }, { Identifier: 'one' })];

  test('is described and nothing else, whoever owns it, and has the name that the service keeps', async () => {
    redshift.hsm.seed('one', { publicKey: 'pem', tags: { 'cdk-redshift-hsm:owner': 'somebody' } });
    for (const event of events('ONE')) {
      expect(await read(event)).toMatchObject({ Status: 'SUCCESS', PhysicalResourceId: 'one', Data: attributesOf('one', 'pem') });
    }
    expect(redshift.calls.map(({ action }) => action)).toEqual(['DescribeHsmClientCertificates', 'DescribeHsmClientCertificates']);
  });

  test('and is not there fails with identifier, account and Region', async () => {
    for (const event of events('one')) {
      expect(await read(event)).toMatchObject({ Status: 'FAILED', Reason: expect.stringMatching(/certificate one in the account 000000000000, Region us-east-1/) as string });
    }
  });

  test.each([[''], ['with blank'], [undefined]])('cannot be called %p', async (name) => {
    expect(await read(events(name)[0])).toMatchObject({ Status: 'FAILED', Reason: expect.stringContaining('property Identifier') as string });
  });

  test('is waited for while IAM does not show the permission', async () => {
    redshift.hsm.seed('one');
    redshift.faults.times('DescribeHsmClientCertificates', 3, accessDenied('no identity-based policy'));
    expect(await read(events('one')[0])).toMatchObject({ Status: 'SUCCESS' });
  });

  test('is deleted from the stack without a call', async () => {
    expect(await read(deleteEvent('one', { Identifier: 'one' }))).toMatchObject({ Status: 'SUCCESS' });
    expect(redshift.calls).toEqual([]);
  });
});

import { customResourceHandler } from '../../../lambda/custom-resource/handler';
import { fingerprint } from '../../../lambda/hsm-configuration/fingerprint';
import { hsmConfiguration } from '../../../lambda/hsm-configuration/hsm-configuration';
import { ownedResource } from '../../../lambda/owned-resource/owned-resource';
import type { Client } from '../../../lambda/redshift/client';
import { hsmConfigurations } from '../../../lambda/redshift/hsm-configurations';
import { SERVER_CERTIFICATE } from '../../../local-redshift/hsm-server-certificate';
import { FINGERPRINT_TAG, HSM_CONFIGURATION_TYPE, OWNER_TAG } from '../../../src/private/contract';
import { CloudFormationEvent, createEvent, deleteEvent, Properties, updateEvent } from '../cloudformation-events';
import { createdBy } from '../owner-tags';
import { VirtualClock } from '../virtual-clock';

const PASSWORD = 'Zq7&<"é r9Kw!';
const SECRET_ARN = 'arn:aws:secretsmanager:eu-west-1:000000000000:secret:partition-AbCdEf';

/** What Secrets Manager does; and with which Region and input it was asked. */
let secret: () => object;
let reads: { region: string; input: object }[];

jest.mock('../../../lambda/secrets-manager/client', () => ({
  secretsOf: (region: string) => async (input: object) => {
    reads.push({ region, input });
    return secret();
  },
}));

interface Stored { readonly input: Record<string, unknown>; readonly tags: Map<string, string> }

let stored: Map<string, Stored>;
let calls: string[];
let refusal: Error | undefined;
let log: string;

/** Redshift with configurations, as far as the handler calls it. */
const client = {
  send: async ({ constructor: { name }, input }: { readonly input: Record<string, any> }) => { // eslint-disable-line @typescript-eslint/no-explicit-any
    const id = (input.HsmConfigurationIdentifier ?? String(input.ResourceName).split(':').at(-1)) as string;
    calls.push(name.replace(/Command$/, ''));
    const one = stored.get(id);
    const tagList = () => [...one?.tags ?? []].map(([Key, Value]) => ({ Key, Value }));
    switch (name) {
      case 'DescribeHsmConfigurationsCommand': {
        const { Description, HsmIpAddress, HsmPartitionName } = one?.input ?? {};
        return { HsmConfigurations: one ? [{ HsmConfigurationIdentifier: id, Description, HsmIpAddress, HsmPartitionName, Tags: tagList() }] : [] };
      }
      case 'CreateHsmConfigurationCommand':
        if (refusal) throw refusal;
        stored.set(id, { input, tags: new Map((input.Tags as { Key: string; Value: string }[]).map(({ Key, Value }) => [Key, Value])) });
        return { HsmConfiguration: { HsmConfigurationIdentifier: id, Tags: input.Tags as object[] } };
      case 'DeleteHsmConfigurationCommand':
        stored.delete(id);
        return {};
      case 'CreateTagsCommand':
        for (const { Key, Value } of input.Tags as { Key: string; Value: string }[]) one!.tags.set(Key, Value);
        return {};
      default: throw new Error(`${name} is not expected`);
    }
  },
} as unknown as Client;

beforeEach(() => {
  [stored, calls, reads, refusal, log] = [new Map(), [], [], undefined, ''];
  secret = () => ({ SecretString: JSON.stringify({ user: 'operator', password: PASSWORD }) });
});

const USUAL = {
  Description: 'Analytics',
  HsmIpAddress: '10.0.0.1',
  HsmPartitionName: 'analytics',
  HsmPartitionPassword: { SecretArn: SECRET_ARN, Field: 'password' },
  HsmServerPublicCertificate: SERVER_CERTIFICATE,
};

const generated = (changes: object = {}): Properties => ({ IdentifierPrefix: 'demo-5a6b7c8d-configuration', ...USUAL, ...changes });
const given = (changes: object = {}): Properties => ({ Identifier: 'mine', ...USUAL, ...changes });
const nameOf = (properties: Properties): string => `demo-5a6b7c8d-configuration-${fingerprint(properties).slice(0, 8)}-0a1b2c3d`;

async function invoke(event: CloudFormationEvent): Promise<Record<string, string>> {
  const clock = new VirtualClock();
  let body = '';
  const resource = ownedResource(hsmConfiguration, (arnOf, caller) => hsmConfigurations(arnOf, caller, client));
  await customResourceHandler({ [HSM_CONFIGURATION_TYPE]: resource }, {
    clock,
    put: async (_, sent) => {
      body = sent;
      return 200;
    },
    log: (line) => { log += line; },
  })({ ...event, ResourceType: HSM_CONFIGURATION_TYPE }, { getRemainingTimeInMillis: () => 300_000 - clock.now() });
  for (const text of [body, log]) expect(text).not.toContain(PASSWORD.slice(0, 8));
  return JSON.parse(body) as Record<string, string>;
}

// It is a tag of configurations and a part of their names: none of these values may ever change.
test('the fingerprint', () => {
  expect(fingerprint({ ...USUAL, HsmServerPublicCertificate: 'pem' })).toBe('d830cffce52cbabe');
});

describe('a Create', () => {
  test('looks, reads the secret in its Region once, and creates with password, tags, owner and fingerprint', async () => {
    const event = createEvent(generated({ Tags: [{ Key: 'team', Value: 'data' }] }));
    const response = await invoke(event);
    expect(response).toMatchObject({ Status: 'SUCCESS', PhysicalResourceId: nameOf(generated()), Data: { Arn: expect.stringMatching(/:hsmconfiguration:demo-/) as string } });
    expect(calls).toEqual(['DescribeHsmConfigurations', 'CreateHsmConfiguration']);
    expect(reads).toEqual([{ region: 'eu-west-1', input: { SecretId: SECRET_ARN, VersionId: undefined } }]);
    const { input, tags } = stored.get(nameOf(generated()))!;
    expect(input).toMatchObject({ HsmPartitionPassword: PASSWORD, Description: 'Analytics', HsmIpAddress: '10.0.0.1' });
    expect(Object.fromEntries(tags)).toEqual({ team: 'data', [FINGERPRINT_TAG]: fingerprint(generated()), ...createdBy(event) });
  });

  test('that is a duplicate does not read the secret again', async () => {
    const event = createEvent(given());
    const first = await invoke(event);
    expect(await invoke(event)).toEqual(first);
    expect(reads).toHaveLength(1);
  });

  test.each<[string, object, RegExp]>([
    ['an address', { HsmIpAddress: 'hsm.example.com' }, /property HsmIpAddress is no IPv4 address/],
    ['a partition', { HsmPartitionName: '' }, /property HsmPartitionName is empty/],
    ['a certificate', { HsmServerPublicCertificate: 'x' }, /property HsmServerPublicCertificate contains no certificates/],
    ['a secret', { HsmPartitionPassword: { SecretArn: 'geheim' } }, /HsmPartitionPassword has no SecretArn that is the ARN/],
    ['a field', { HsmPartitionPassword: { SecretArn: SECRET_ARN, Field: '' } }, /Field of the property HsmPartitionPassword/],
    ['49 tags', { Tags: Array.from({ length: 49 }, (_, i) => ({ Key: `k${i}`, Value: '' })) }, /at most 48 are allowed/],
  ])('without %s that can be one fails, and calls nobody', async (_, changes, reason) => {
    expect(await invoke(createEvent(given(changes)))).toMatchObject({ Status: 'FAILED', Reason: expect.stringMatching(reason) as string });
    expect([calls, reads]).toEqual([[], []]);
  });

  test.each<[string, object, RegExp]>([
    ['binary', { SecretBinary: Buffer.from(PASSWORD) }, /is binary/],
    ['no JSON', { SecretString: PASSWORD }, /is not a JSON object/],
    ['a list', { SecretString: JSON.stringify([PASSWORD]) }, /is not a JSON object/],
    ['null', { SecretString: 'null' }, /is not a JSON object/],
    ['without the field', { SecretString: JSON.stringify({ other: PASSWORD }) }, /has no field password/],
    ['with a number in the field', { SecretString: '{"password":12345678}' }, /is not a string/],
    ['with nothing in the field', { SecretString: '{"password":""}' }, /is empty/],
    ['with white space at an end', { SecretString: JSON.stringify({ password: `${PASSWORD}\n` }) }, /white space at an end/],
  ])('with a secret that is %s fails, names the secret and creates nothing', async (_, value, reason) => {
    secret = () => value;
    const { Status, Reason } = await invoke(createEvent(given()));
    expect([Status, Reason]).toEqual(['FAILED', expect.stringMatching(reason)]);
    expect(Reason).toContain(SECRET_ARN);
    expect(calls).toEqual(['DescribeHsmConfigurations']);
  });

  test.each<[string, Error, RegExp]>([
    ['is gone', ofService('ResourceNotFoundException', "Secrets Manager can't find the specified secret."), /can't find the specified secret/],
    ['is scheduled for deletion', ofService('InvalidRequestException', 'it was marked for deletion.'), /marked for deletion/],
    ['may not be read', ofService('AccessDeniedException', 'not authorized, with an explicit deny'), /role was denied secretsmanager:GetSecretValue/],
    ['may not be decrypted', ofService('AccessDeniedException', 'Access to KMS is not allowed'), /needs kms:Decrypt/],
    ['comes with a reply that the SDK cannot read', new SyntaxError(`Unexpected token: ${PASSWORD}`), /the response could not be read/],
  ])('with a secret that %s fails, and names the secret', async (_, error, reason) => {
    secret = () => { throw error; };
    const { Status, Reason } = await invoke(createEvent(given()));
    expect([Status, Reason]).toEqual(['FAILED', expect.stringMatching(reason)]);
    expect(Reason).toContain(SECRET_ARN);
  });

  test('waits for Secrets Manager that throttles, and for IAM', async () => {
    const errors = [ofService('ThrottlingException', 'Rate exceeded'), ofService('AccessDeniedException', 'User: x is not authorized, because no identity-based policy allows it')];
    secret = () => {
      const error = errors.shift();
      if (error) throw error;
      return { SecretString: JSON.stringify({ password: PASSWORD }) };
    };
    expect(await invoke(createEvent(given()))).toMatchObject({ Status: 'SUCCESS' });
    expect(reads).toHaveLength(3);
  });

  test('masks the password in a message of Redshift', async () => {
    refusal = ofService('InvalidParameterValue', `The password ${PASSWORD} is too weak.`);
    const { Reason } = await invoke(createEvent(given()));
    expect(Reason).toContain('The password *** is too weak.');
  });
});

function ofService(name: string, message: string): Error {
  return Object.assign(new Error(message), { name, $metadata: { httpStatusCode: 400 } });
}

describe('an Update', () => {
  beforeEach(async () => {
    await invoke(createEvent(given()));
    [calls, reads, log] = [[], [], ''];
  });

  const fingerprintTag = (): string | undefined => stored.get('mine')!.tags.get(FINGERPRINT_TAG);

  test('of tags does not read the secret', async () => {
    expect(await invoke(updateEvent('mine', given({ Tags: [{ Key: 'a', Value: '1' }] }), given()))).toMatchObject({ Status: 'SUCCESS' });
    expect([calls, reads]).toEqual([['DescribeHsmConfigurations', 'CreateTags'], []]);
  });

  test('of anything else under a name of the user\'s is refused before anything is written; its rollback succeeds', async () => {
    const changed = given({ HsmIpAddress: '10.0.0.2', Tags: [{ Key: 'a', Value: '1' }] });
    expect(await invoke(updateEvent('mine', changed, given()))).toMatchObject({
      Status: 'FAILED', PhysicalResourceId: 'mine', Reason: expect.stringContaining('Give another hsmConfigurationIdentifier') as string,
    });
    expect(await invoke(updateEvent('mine', given(), changed))).toMatchObject({ Status: 'SUCCESS' });
    expect(calls).toEqual(['DescribeHsmConfigurations', 'DescribeHsmConfigurations']);
  });

  test('never fails for a fingerprint that somebody has altered, if nothing changes: it warns and leaves it', async () => {
    stored.get('mine')!.tags.set(FINGERPRINT_TAG, 'altered');
    expect(await invoke(updateEvent('mine', given(), given()))).toMatchObject({ Status: 'SUCCESS' });
    expect(fingerprintTag()).toBe('altered');
    expect(log).toMatch(/somebody has changed it/);
  });

  test('restores a fingerprint that is gone, with a warning, where what can be compared is equal', async () => {
    stored.get('mine')!.tags.delete(FINGERPRINT_TAG);
    expect(await invoke(updateEvent('mine', given({ HsmPartitionName: 'other' }), given()))).toMatchObject({ Status: 'FAILED' });
    expect(fingerprintTag()).toBeUndefined();
    expect(await invoke(updateEvent('mine', given(), given({ HsmPartitionName: 'other' })))).toMatchObject({ Status: 'SUCCESS' });
    expect(fingerprintTag()).toBe(fingerprint(given()));
    expect(log).toMatch(/cannot be compared.*The tag was restored/);
  });

  test('that changes what Redshift does not return restores no fingerprint: its rollback would find another one', async () => {
    stored.get('mine')!.tags.delete(FINGERPRINT_TAG);
    const changed = given({ HsmPartitionPassword: { SecretArn: SECRET_ARN, Field: 'other' } });
    expect(await invoke(updateEvent('mine', changed, given()))).toMatchObject({ Status: 'SUCCESS' });
    expect(fingerprintTag()).toBeUndefined();
    expect(log).toMatch(/a change of them was not made/);
    expect(await invoke(updateEvent('mine', given(), changed))).toMatchObject({ Status: 'SUCCESS' });
  });

  test('of one that is gone reads the secret, creates it again, and warns', async () => {
    stored.clear();
    expect(await invoke(updateEvent('mine', given(), given()))).toMatchObject({ Status: 'SUCCESS', PhysicalResourceId: 'mine' });
    expect(reads).toHaveLength(1);
    expect(log).toMatch(/was gone and has been created again/);
  });

  test('of a generated one replaces it: another name, and no warning', async () => {
    const changed = generated({ HsmIpAddress: '10.0.0.2' });
    expect(await invoke(updateEvent(nameOf(generated()), changed, generated()))).toMatchObject({ Status: 'SUCCESS', PhysicalResourceId: nameOf(changed) });
    expect(nameOf(changed)).not.toBe(nameOf(generated()));
    expect(log).toMatch(/"warnings":\[\]/);
  });
});

test('a Delete deletes it, and reads no secret', async () => {
  await invoke(createEvent(generated()));
  reads = [];
  expect(await invoke(deleteEvent(nameOf(generated()), generated()))).toMatchObject({ Status: 'SUCCESS' });
  expect([stored.size, reads]).toEqual([0, []]);
});

test('a Create leaves a configuration of another owner', async () => {
  stored.set('mine', { input: USUAL, tags: new Map([[OWNER_TAG, 'stack/Payroll/x/Theirs/y']]) });
  expect(await invoke(createEvent(given()))).toMatchObject({ Status: 'FAILED', Reason: expect.stringContaining('the stack Payroll') as string });
  expect([calls, reads]).toEqual([['DescribeHsmConfigurations'], []]);
});

import type { Tag } from '@aws-sdk/client-redshift';
import { codeOf } from './code-of';
import { RedshiftHsm, type RedshiftHsmOptions } from '../../local-redshift/redshift-hsm';

const PUBLIC_KEY = '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n';

function withCertificates(identifiers: string[], options?: RedshiftHsmOptions): RedshiftHsm {
  const hsm = new RedshiftHsm(options);
  for (const HsmClientCertificateIdentifier of identifiers) hsm.createHsmClientCertificate({ HsmClientCertificateIdentifier }, PUBLIC_KEY);
  return hsm;
}

const numbered = (count: number): Tag[] => Array.from({ length: count }, (_, i) => ({ Key: `key-${i}`, Value: `${i}` }));

describe('an identifier', () => {
  const create = (HsmClientCertificateIdentifier: string | undefined): unknown =>
    new RedshiftHsm().createHsmClientCertificate({ HsmClientCertificateIdentifier }, PUBLIC_KEY);

  test.each(['a', 'A', 'my-certificate', 'a1-2-3', 'a'.repeat(63)])('may be %p', (identifier) => {
    expect(create(identifier)).toMatchObject({ HsmClientCertificate: { HsmClientCertificateIdentifier: identifier } });
  });

  test.each(['', 'a'.repeat(64), '1a', '-a', 'a-', 'a--b', 'a_b', 'a.b', 'a b', 'a:b', 'a/b', 'a*', 'ä', 'a\n'])('may not be %p', (identifier) => {
    expect(codeOf(() => create(identifier))).toBe('InvalidParameterValue');
  });

  test('is required to create and to delete', () => {
    expect(codeOf(() => create(undefined))).toBe('MissingParameter');
    expect(codeOf(() => new RedshiftHsm().deleteHsmClientCertificate({ HsmClientCertificateIdentifier: undefined }))).toBe('MissingParameter');
  });

  test('is checked by describe and delete too', () => {
    expect(codeOf(() => new RedshiftHsm().describeHsmClientCertificates({ HsmClientCertificateIdentifier: 'a--b' }))).toBe('InvalidParameterValue');
    expect(codeOf(() => new RedshiftHsm().deleteHsmClientCertificate({ HsmClientCertificateIdentifier: 'a--b' }))).toBe('InvalidParameterValue');
  });

  test('is kept as given, and found whatever its case', () => {
    const hsm = withCertificates(['MyCertificate']);
    expect(hsm.describeHsmClientCertificates({ HsmClientCertificateIdentifier: 'mycertificate' }).HsmClientCertificates)
      .toMatchObject([{ HsmClientCertificateIdentifier: 'MyCertificate' }]);
    hsm.deleteHsmClientCertificate({ HsmClientCertificateIdentifier: 'MYCERTIFICATE' });
    expect(hsm.state()).toEqual({});
  });

  test('is kept in lower case on request', () => {
    const hsm = withCertificates(['MyCertificate'], { identifiersAreKept: 'in lower case' });
    expect(Object.keys(hsm.state())).toEqual(['mycertificate']);
  });
});

describe('creating a certificate', () => {
  test('keeps its public key and tags', () => {
    const hsm = new RedshiftHsm();
    const answer = hsm.createHsmClientCertificate({ HsmClientCertificateIdentifier: 'one', Tags: [{ Key: 'team', Value: 'security' }] }, PUBLIC_KEY);
    expect(answer.HsmClientCertificate).toEqual({
      HsmClientCertificateIdentifier: 'one',
      HsmClientCertificatePublicKey: PUBLIC_KEY,
      Tags: [{ Key: 'team', Value: 'security' }],
    });
    expect(hsm.state()).toEqual({ one: { publicKey: PUBLIC_KEY, tags: { team: 'security' } } });
  });

  test('is refused when the identifier is taken, in whatever case', () => {
    const hsm = withCertificates(['one']);
    expect(codeOf(() => hsm.createHsmClientCertificate({ HsmClientCertificateIdentifier: 'ONE' }, 'another'))).toBe('HsmClientCertificateAlreadyExistsFault');
    expect(hsm.state()).toEqual({ one: { publicKey: PUBLIC_KEY, tags: {} } });
  });

  test('is refused beyond the quota', () => {
    expect(codeOf(() => withCertificates(['a', 'b', 'c'], { hsmClientCertificateQuota: 2 }))).toBe('HsmClientCertificateQuotaExceededFault');
  });

  test('finds one that someone else has seeded', () => {
    const hsm = new RedshiftHsm();
    hsm.seed('theirs', { publicKey: 'their key', tags: { owner: 'them' } });
    expect(hsm.state()).toEqual({ theirs: { publicKey: 'their key', tags: { owner: 'them' } } });
    expect(codeOf(() => hsm.createHsmClientCertificate({ HsmClientCertificateIdentifier: 'Theirs' }, PUBLIC_KEY))).toBe('HsmClientCertificateAlreadyExistsFault');
  });
});

describe('deleting a certificate', () => {
  const ONE = { HsmClientCertificateIdentifier: 'one' };

  test('is refused when there is none', () => {
    expect(codeOf(() => new RedshiftHsm().deleteHsmClientCertificate(ONE))).toBe('HsmClientCertificateNotFoundFault');
  });

  test('is refused while a cluster uses it, and works afterwards', () => {
    const hsm = withCertificates(['one', 'two']);
    hsm.addCluster({ identifier: 'warehouse', hsmClientCertificateIdentifier: 'One', hsmConfigurationIdentifier: 'hsm' });
    expect(codeOf(() => hsm.deleteHsmClientCertificate(ONE))).toBe('InvalidHsmClientCertificateStateFault');
    hsm.deleteHsmClientCertificate({ HsmClientCertificateIdentifier: 'two' });
    hsm.removeCluster('warehouse');
    hsm.deleteHsmClientCertificate(ONE);
    expect(hsm.state()).toEqual({});
  });
});

describe('a tag', () => {
  const arn = new RedshiftHsm().hsmClientCertificateArn('one');
  const ways: [string, (hsm: RedshiftHsm, Tags: Tag[]) => unknown][] = [
    ['create-hsm-client-certificate', (hsm, Tags) => hsm.createHsmClientCertificate({ HsmClientCertificateIdentifier: 'two', Tags }, PUBLIC_KEY)],
    ['create-tags', (hsm, Tags) => hsm.createTags({ ResourceName: arn, Tags })],
  ];

  describe.each(ways)('of %s', (_, tag) => {
    test.each<Tag>([
      { Key: 'k', Value: '' },
      { Key: 'k' },
      { Key: 'k'.repeat(128), Value: 'v'.repeat(256) },
      { Key: '𝒳'.repeat(128), Value: '𝒳'.repeat(256) },
      { Key: 'äé日本 _.:/=+-@09', Value: 'äé日本 _.:/=+-@09' },
      { Key: 'not-aws:', Value: 'aws:value' },
    ])('may be %p', (one) => {
      expect(codeOf(() => tag(withCertificates(['one']), [one]))).toBeUndefined();
    });

    test.each<Tag[]>([
      [{ Key: '', Value: 'v' }],
      [{ Value: 'v' }],
      [{ Key: 'k'.repeat(129), Value: 'v' }],
      [{ Key: 'k', Value: 'v'.repeat(257) }],
      [{ Key: 'k;', Value: 'v' }],
      [{ Key: 'k', Value: 'a,b' }],
      [{ Key: 'k\n', Value: 'v' }],
      [{ Key: 'aws:k', Value: 'v' }],
      [{ Key: 'AWS:k', Value: 'v' }],
      [{ Key: 'k', Value: 'v' }, { Key: 'k', Value: 'w' }],
    ])('may not be %p', (...tags) => {
      const hsm = withCertificates(['one']);
      expect(codeOf(() => tag(hsm, tags))).toBe('InvalidTagFault');
      expect(hsm.state()).toEqual({ one: { publicKey: PUBLIC_KEY, tags: {} } });
    });

    test('may be one of fifty, and not of fifty-one', () => {
      expect(codeOf(() => tag(withCertificates(['one']), numbered(50)))).toBeUndefined();
      expect(codeOf(() => tag(withCertificates(['one']), numbered(51)))).toBe('TagLimitExceededFault');
    });
  });

  test('replaces the one that has its key', () => {
    const hsm = withCertificates(['one']);
    hsm.createTags({ ResourceName: arn, Tags: numbered(50) });
    hsm.createTags({ ResourceName: arn, Tags: [{ Key: 'key-7', Value: 'new' }] });
    expect(hsm.state().one.tags).toMatchObject({ 'key-6': '6', 'key-7': 'new' });
    expect(codeOf(() => hsm.createTags({ ResourceName: arn, Tags: [{ Key: 'one-more', Value: '' }] }))).toBe('TagLimitExceededFault');
  });

  test('is deleted by its key, and a key that is not there does no harm', () => {
    const hsm = withCertificates(['one']);
    hsm.createTags({ ResourceName: arn, Tags: numbered(3) });
    hsm.deleteTags({ ResourceName: arn, TagKeys: ['key-0', 'key-2', 'other'] });
    expect(hsm.state().one.tags).toEqual({ 'key-1': '1' });
  });

  test('cannot be deleted if its key is reserved', () => {
    expect(codeOf(() => withCertificates(['one']).deleteTags({ ResourceName: arn, TagKeys: ['aws:k'] }))).toBe('InvalidTagFault');
  });

  test('is required', () => {
    expect(codeOf(() => withCertificates(['one']).createTags({ ResourceName: arn, Tags: [] }))).toBe('MissingParameter');
    expect(codeOf(() => withCertificates(['one']).createTags({ ResourceName: arn, Tags: undefined }))).toBe('MissingParameter');
    expect(codeOf(() => withCertificates(['one']).deleteTags({ ResourceName: arn, TagKeys: undefined }))).toBe('MissingParameter');
  });
});

describe('a resource name', () => {
  const tag = (ResourceName: string | undefined): unknown => withCertificates(['one']).createTags({ ResourceName, Tags: [{ Key: 'k', Value: 'v' }] });

  test('finds the certificate whatever its case', () => {
    expect(codeOf(() => tag('arn:aws:redshift:us-east-1:000000000000:hsmclientcertificate:ONE'))).toBeUndefined();
  });

  test.each([
    ['MissingParameter', undefined],
    ['InvalidParameterValue', 'one'],
    ['InvalidParameterValue', 'arn:aws-us-gov:redshift:us-east-1:000000000000:hsmclientcertificate:one'],
    ['InvalidParameterValue', 'arn:aws:redshift:eu-west-1:000000000000:hsmclientcertificate:one'],
    ['InvalidParameterValue', 'arn:aws:redshift:us-east-1:111111111111:hsmclientcertificate:one'],
    ['InvalidParameterValue', 'arn:aws:redshift:us-east-1:000000000000:hsmclientcertificate/one'],
    ['ResourceNotFoundFault', 'arn:aws:redshift:us-east-1:000000000000:hsmclientcertificate:two'],
    ['ResourceNotFoundFault', 'arn:aws:redshift:us-east-1:000000000000:cluster:one'],
  ])('leads to %s if it is %p', (code, name) => {
    expect(codeOf(() => tag(name))).toBe(code);
  });

  test('is of the partition, Region and account that were chosen', () => {
    const hsm = withCertificates(['one'], { partition: 'aws-us-gov', region: 'us-gov-west-1', account: '123456789012' });
    expect(hsm.describeTags({ ResourceName: 'arn:aws-us-gov:redshift:us-gov-west-1:123456789012:hsmclientcertificate:one' })).toEqual({ TaggedResources: [] });
  });
});

describe('describing certificates', () => {
  const identifiers = Array.from({ length: 45 }, (_, i) => `certificate-${String(i).padStart(2, '0')}`);

  test('gives all of them, by pages', () => {
    const hsm = withCertificates(identifiers);
    const seen: unknown[] = [];
    const sizes: number[] = [];
    let marker: string | undefined;
    do {
      const page = hsm.describeHsmClientCertificates({ MaxRecords: 20, Marker: marker });
      sizes.push(page.HsmClientCertificates!.length);
      seen.push(...page.HsmClientCertificates!.map((one) => one.HsmClientCertificateIdentifier));
      marker = page.Marker;
    } while (marker !== undefined);
    expect(sizes).toEqual([20, 20, 5]);
    expect(seen).toEqual(identifiers);
  });

  test('gives a hundred at once by default', () => {
    const hsm = new RedshiftHsm();
    for (let i = 0; i < 101; i++) hsm.seed(`certificate-${i}`);
    const first = hsm.describeHsmClientCertificates({});
    expect(first.HsmClientCertificates).toHaveLength(100);
    expect(hsm.describeHsmClientCertificates({ Marker: first.Marker }).HsmClientCertificates).toHaveLength(1);
  });

  test('misses none if one goes between two pages', () => {
    const hsm = withCertificates(identifiers);
    const { Marker } = hsm.describeHsmClientCertificates({ MaxRecords: 20 });
    hsm.deleteHsmClientCertificate({ HsmClientCertificateIdentifier: 'certificate-03' });
    expect(hsm.describeHsmClientCertificates({ MaxRecords: 20, Marker }).HsmClientCertificates![0].HsmClientCertificateIdentifier).toBe('certificate-20');
  });

  test.each([0, 19, 101, 20.5])('refuses a page of %p records', (MaxRecords) => {
    const code = codeOf(() => new RedshiftHsm().describeHsmClientCertificates({ MaxRecords }));
    expect(code).toBe('InvalidParameterValue');
  });

  test.each(['x', 'Y2x1c3RlcnMv', Buffer.from('Clusters/a').toString('base64url')])('refuses the marker %p', (Marker) => {
    expect(codeOf(() => new RedshiftHsm().describeHsmClientCertificates({ Marker }))).toBe('InvalidParameterValue');
  });

  test('says that there is none', () => {
    expect(codeOf(() => new RedshiftHsm().describeHsmClientCertificates({ HsmClientCertificateIdentifier: 'one' }))).toBe('HsmClientCertificateNotFoundFault');
    expect(new RedshiftHsm().describeHsmClientCertificates({}).HsmClientCertificates).toEqual([]);
  });

  test.each([
    [{ TagKeys: ['owner'] }, ['a', 'b']],
    [{ TagKeys: ['owner', 'environment'] }, ['a', 'b', 'c']],
    [{ TagValues: ['test'] }, ['b', 'c']],
    [{ TagKeys: ['owner'], TagValues: ['test', 'other'] }, ['b']],
    [{ TagKeys: ['none'] }, []],
    [{}, ['a', 'b', 'c', 'd']],
  ])('picks those with tags that match %p', (filter, expected) => {
    const hsm = new RedshiftHsm();
    hsm.seed('a', { tags: { owner: 'admin' } });
    hsm.seed('b', { tags: { owner: 'test' } });
    hsm.seed('c', { tags: { environment: 'test' } });
    hsm.seed('d');
    expect(hsm.describeHsmClientCertificates(filter).HsmClientCertificates!.map((one) => one.HsmClientCertificateIdentifier)).toEqual(expected);
  });
});

describe('describing tags', () => {
  const tagged = (): RedshiftHsm => {
    const hsm = new RedshiftHsm();
    hsm.seed('one', { tags: Object.fromEntries(numbered(8).map(({ Key, Value }) => [Key, Value!])) });
    hsm.seed('two', { tags: { owner: 'admin', stage: 'test' } });
    return hsm;
  };
  const two = new RedshiftHsm().hsmClientCertificateArn('two');
  const ownerOfTwo = { ResourceName: two, ResourceType: 'HSM certificate', Tag: { Key: 'owner', Value: 'admin' } };
  const stageOfTwo = { ResourceName: two, ResourceType: 'HSM certificate', Tag: { Key: 'stage', Value: 'test' } };

  test.each([
    [{ ResourceName: two }, [ownerOfTwo, stageOfTwo]],
    [{ ResourceName: two, TagKeys: ['stage'] }, [stageOfTwo]],
    [{ TagValues: ['admin'] }, [ownerOfTwo]],
    [{ ResourceType: 'HSM certificate', TagKeys: ['owner'] }, [ownerOfTwo]],
    [{ ResourceType: 'hsm certificate', TagKeys: ['owner'] }, [ownerOfTwo]],
    [{ ResourceType: 'Cluster' }, []],
  ])('gives what %p asks for', (input, expected) => {
    expect(tagged().describeTags(input).TaggedResources).toEqual(expected);
  });

  test('comes by pages of ten to fifty', () => {
    const hsm = tagged();
    hsm.seed('three', { tags: { stage: 'test' } });
    const first = hsm.describeTags({ MaxRecords: 10 });
    expect(first.TaggedResources).toHaveLength(10);
    expect(hsm.describeTags({ Marker: first.Marker }).TaggedResources).toEqual([stageOfTwo]);
  });

  test.each([
    ['InvalidParameterCombination', { ResourceName: two, ResourceType: 'HSM certificate' }],
    ['InvalidParameterCombination', { ResourceName: two, MaxRecords: 10 }],
    ['InvalidParameterCombination', { ResourceName: two, Marker: 'x' }],
    ['InvalidParameterValue', { ResourceType: 'certificate' }],
    ['InvalidParameterValue', { MaxRecords: 9 }],
    ['InvalidParameterValue', { MaxRecords: 51 }],
    ['ResourceNotFoundFault', { ResourceName: `${two}-or-three` }],
  ])('leads to %s for %p', (code, input) => {
    expect(codeOf(() => tagged().describeTags(input))).toBe(code);
  });
});

describe('describing clusters', () => {
  const withCluster = (): RedshiftHsm => {
    const hsm = new RedshiftHsm();
    hsm.addCluster({ identifier: 'warehouse', hsmClientCertificateIdentifier: 'one', hsmConfigurationIdentifier: 'hsm', hsmStatus: 'applying' });
    hsm.addCluster({ identifier: 'plain' });
    return hsm;
  };

  test('says which certificate each uses', () => {
    expect(withCluster().describeClusters({}).Clusters).toMatchObject([
      { ClusterIdentifier: 'plain', HsmStatus: { Status: 'active' } },
      {
        ClusterIdentifier: 'warehouse',
        HsmStatus: { HsmClientCertificateIdentifier: 'one', HsmConfigurationIdentifier: 'hsm', Status: 'applying' },
      },
    ]);
    expect(withCluster().describeClusters({ ClusterIdentifier: 'plain' }).Clusters).toHaveLength(1);
    expect(withCluster().describeClusters({ TagKeys: ['owner'] }).Clusters).toEqual([]);
  });

  test('knows no other, nor one in another case', () => {
    expect(codeOf(() => withCluster().describeClusters({ ClusterIdentifier: 'Plain' }))).toBe('ClusterNotFound');
    expect(codeOf(() => withCluster().describeClusters({ ClusterIdentifier: 'plain', Marker: 'x' }))).toBe('InvalidParameterCombination');
  });

  test('comes by pages', () => {
    const hsm = new RedshiftHsm();
    for (let i = 100; i < 125; i++) hsm.addCluster({ identifier: `cluster-${i}` });
    const first = hsm.describeClusters({ MaxRecords: 20 });
    expect(first.Clusters).toHaveLength(20);
    expect(hsm.describeClusters({ MaxRecords: 20, Marker: first.Marker }).Clusters!.map((one) => one.ClusterIdentifier)[0]).toBe('cluster-120');
  });
});

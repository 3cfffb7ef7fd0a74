import { App, Lazy, RemovalPolicy, SecretValue, Stack, Tags, Token } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import './temporary-folder';
import { CERTIFICATE_TYPE, certificateIn } from './certificate-in-template';
import { HsmClientCertificate, HsmClientCertificateProps } from '../../src';

/*
 * What only JavaScript can pass, or TypeScript with an assertion: a variable of the environment that is not there, a value of a
 * configuration file.
 */

const ARN = 'arn:aws:redshift:us-east-1:111111111111:hsmclientcertificate:theirs';

const NO_STRINGS: [string, unknown][] = [
  ['null', null], ['5', 5], ['0', 0], ['NaN', NaN], ['false', false], ['true', true], ['10', BigInt(10)], ['Symbol(x)', Symbol('x')], ['an array', ['x']],
  ['an object', { value: 'x' }], ['an object', new Map()], ['a function', () => 'x'], ['a token', Token.asNumber({ Ref: 'Number' })],
];

const given = <T>(value: unknown): T => value as T;

function demo(props?: object): Stack {
  return new Stack(new App(), 'Demo', props);
}

function certificate(stack: Stack, props?: { [name in keyof HsmClientCertificateProps]: unknown }): HsmClientCertificate {
  return new HsmClientCertificate(stack, 'Certificate', given(props));
}

function tagsIn(stack: Stack): unknown {
  return certificateIn(stack).Properties.Tags;
}

describe('an identifier', () => {
  test.each([...NO_STRINGS, ['an object', Lazy.any({ produce: () => 'mine' })]])('may not be %s', (words, value) => {
    expect(() => certificate(demo(), { hsmClientCertificateIdentifier: value }))
      .toThrow(new Error(`hsmClientCertificateIdentifier of Demo/Certificate is ${words}: a string is expected`));
  });

  test('that is undefined is a generated one, as if it was left out', () => {
    const [one, other] = [demo(), demo()];
    certificate(one, { hsmClientCertificateIdentifier: undefined });
    certificate(other);
    expect(certificateIn(one)).toEqual(certificateIn(other));
  });
});

describe('a removal policy', () => {
  const ALLOWED = 'of RemovalPolicy, DESTROY, RETAIN and RETAIN_ON_UPDATE_OR_DELETE are allowed';
  const others: [string, unknown][] = [...NO_STRINGS, ['""', ''], ['"keep"', 'keep'], ['"RETAIN"', 'RETAIN'], ['"Retain"', 'Retain']];

  test.each(others)('may not be %s', (words, removalPolicy) => {
    expect(() => certificate(demo(), { removalPolicy })).toThrow(new Error(`the removal policy of Demo/Certificate is ${words}: ${ALLOWED}`));
  });

  test.each([...others, ['undefined', undefined]])('may not be %s later either', (words, policy) => {
    expect(() => certificate(demo()).applyRemovalPolicy(given(policy)))
      .toThrow(new Error(`the removal policy of Demo/Certificate is ${words}: ${ALLOWED}`));
  });

  test('that is undefined is DESTROY, as if it was left out', () => {
    const stack = demo();
    certificate(stack, { removalPolicy: undefined });
    expect(certificateIn(stack).DeletionPolicy).toBe('Delete');
  });
});

describe('whether there is an output', () => {
  test.each(NO_STRINGS.filter(([, value]) => typeof value !== 'boolean').concat([['"false"', 'false'], ['""', '']]))(
    'may not be %s', (words, outputPublicKey) => {
      expect(() => certificate(demo(), { outputPublicKey }))
        .toThrow(new Error(`outputPublicKey of Demo/Certificate is ${words}: a boolean is expected`));
    });

  test('that is undefined is true, as if it was left out', () => {
    const stack = demo();
    certificate(stack, { outputPublicKey: undefined });
    Template.fromStack(stack).hasOutput('*', {});
  });
});

describe('tags', () => {
  test.each([...NO_STRINGS.filter(([, value]) => !isObject(value)), ['"team=data"', 'team=data'], ['an array', [{ Key: 'team', Value: 'data' }]],
    ['an object', new Map([['team', 'data']])], ['an object', Lazy.any({ produce: () => ({}) })]])('may not be %s', (words, tags) => {
    expect(() => certificate(demo(), { tags })).toThrow(new Error(`tags of Demo/Certificate is ${words}: an object is expected`));
  });

  test('that are undefined are none, as if they were left out', () => {
    const stack = demo();
    certificate(stack, { tags: undefined });
    expect(tagsIn(stack)).toBeUndefined();
  });

  test.each([...NO_STRINGS, ['undefined', undefined]])('may not have the value %s', (words, commit) => {
    expect(() => certificate(demo(), { tags: { team: 'data', commit } })).toThrow(new Error(
      `tags of Demo/Certificate: the value ${words} of the tag "commit" is not a string: give one, or leave the tag out`));
  });

  const values = NO_STRINGS.filter(([, value]) => typeof value !== 'function'); // of which the CDK itself complains

  test.each(values)('of the stack may not have the value %s', (words, commit) => {
    const stack = demo({ tags: { team: 'data', commit } });
    certificate(stack);
    expect(() => Template.fromStack(stack)).toThrow(`[Demo/Certificate] the value ${words} of the tag "commit" is not a string: give one, or leave the tag out`);
  });

  test.each(values)('of Tags.of may not have the value %s', (words, commit) => {
    const stack = demo();
    Tags.of(certificate(stack)).add('commit', given(commit));
    expect(() => Template.fromStack(stack)).toThrow(`[Demo/Certificate] the value ${words} of the tag "commit" is not a string: give one, or leave the tag out`);
  });

  test('of the stack that are undefined are left out, as the CDK leaves them out', () => {
    const stack = demo({ tags: { team: 'data', commit: undefined } });
    certificate(stack);
    expect(tagsIn(stack)).toEqual([{ Key: 'team', Value: 'data' }]);
    expect((stack.node.root as App).synth().getStackByName('Demo').tags).toEqual({ team: 'data' });
  });

  test.each([...NO_STRINGS, ['undefined', undefined]])('of Tags.of may not have the key %s', (words, key) => {
    const stack = demo();
    Tags.of(certificate(stack, { tags: { team: 'data' } })).add(given(key), 'x');
    expect(() => Template.fromStack(stack)).toThrow(`tags of Demo/Certificate: the tag key ${words} is not a string`);
  });

  test('may have a value that is known later', () => {
    const stack = demo();
    Tags.of(certificate(stack, { tags: { one: given(Lazy.any({ produce: () => 'x' })) } })).add('two', given(Lazy.any({ produce: () => 'y' })));
    expect(tagsIn(stack)).toEqual([{ Key: 'one', Value: 'x' }, { Key: 'two', Value: 'y' }]);
  });
});

test('a message never has what is in an object', () => {
  const secret = SecretValue.unsafePlainText('hush');
  const messages = [{ tags: { secret } }, { tags: secret }, { tags: [secret] }, { removalPolicy: secret }, { hsmClientCertificateIdentifier: secret }]
    .map((props) => { try { certificate(demo(), props); return ''; } catch (error) { return (error as Error).message; } });
  expect(messages.join()).not.toContain('hush');
});

test.each([[undefined], [null]])('properties may be %p: there are none', (props) => {
  const stack = demo();
  new HsmClientCertificate(stack, 'Certificate', given(props));
  Template.fromStack(stack).resourceCountIs(CERTIFICATE_TYPE, 1);
});

test('what was refused does not take the place of something good', () => {
  const stack = demo();
  const good = { hsmClientCertificateIdentifier: 'mine' };
  for (const bad of [{ removalPolicy: null }, { outputPublicKey: null }, { tags: null }]) {
    expect(() => new HsmClientCertificate(stack, Object.keys(bad)[0], given({ ...good, ...bad }))).toThrow('is null');
  }
  expect(() => certificate(stack, good)).not.toThrow();
});

describe('a certificate that is imported', () => {
  const { fromHsmClientCertificateArn, fromHsmClientCertificateAttributes, fromHsmClientCertificateIdentifier } = HsmClientCertificate;
  const others: [string, unknown][] = [...NO_STRINGS, ['undefined', undefined]];

  test.each(others)('may not have the identifier %s', (words, identifier) => {
    const message = `hsmClientCertificateIdentifier of Demo/Theirs is ${words}: a string is expected`;
    expect(() => fromHsmClientCertificateIdentifier(demo(), 'Theirs', given(identifier))).toThrow(new Error(message));
    for (const attrs of [{}, { hsmClientCertificateArn: ARN }]) {
      expect(() => fromHsmClientCertificateAttributes(demo(), 'Theirs', { ...attrs, hsmClientCertificateIdentifier: given(identifier) }))
        .toThrow(new Error(message));
    }
  });

  test.each(others)('may not have the ARN %s', (words, arn) => {
    expect(() => fromHsmClientCertificateArn(demo(), 'Theirs', given(arn)))
      .toThrow(new Error(`hsmClientCertificateArn of Demo/Theirs is ${words}: a string is expected`));
  });

  test.each(NO_STRINGS)('may not have the ARN %s beside its identifier', (words, arn) => {
    expect(() => fromHsmClientCertificateAttributes(demo(), 'Theirs', { hsmClientCertificateIdentifier: 'theirs', hsmClientCertificateArn: given(arn) }))
      .toThrow(new Error(`hsmClientCertificateArn of Demo/Theirs is ${words}: a string is expected`));
  });

  test.each([['null', null], ['undefined', undefined], ['"theirs"', 'theirs'], ['an array', ['theirs']]])('may not have the attributes %s', (words, attrs) => {
    expect(() => fromHsmClientCertificateAttributes(demo(), 'Theirs', given(attrs)))
      .toThrow(new Error(`attrs of Demo/Theirs is ${words}: an object is expected`));
  });
});

function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null;
}

test('the removal policies of the CDK are those that are known here', () => {
  expect(Object.values(RemovalPolicy).sort()).toEqual(['destroy', 'retain', 'retain-on-update-or-delete', 'snapshot']);
});

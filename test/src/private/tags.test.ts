import { App, AppProps, Aspects, CfnParameter, CfnResource, Lazy, NestedStack, Stack, StackProps, Stage, Tags, Token } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { Construct } from 'constructs';
import { HsmClientCertificate, HsmClientCertificateProps } from '../../../src';
import '../temporary-folder';
import { addResource, CERTIFICATE_TYPE, certificateIn } from '../certificate-in-template';

/** `Tags.of` reaches stacks too without this flag, and only resources with it. */
const EXPLICIT_STACK_TAGS = '@aws-cdk/core:explicitStackTags';
const STACK_TYPE = 'aws:cdk:stack';

function demo(stackProps?: StackProps, appProps?: AppProps): Stack {
  return new Stack(new App(appProps), 'Demo', stackProps);
}

function certificate(scope: Construct, tags?: HsmClientCertificateProps['tags']): HsmClientCertificate {
  return new HsmClientCertificate(scope, 'Certificate', { tags });
}

function tagsIn(stack: Stack): Record<string, string> {
  const tags = (certificateIn(stack).Properties.Tags ?? []) as { Key: string; Value: string }[];
  return Object.fromEntries(tags.map(({ Key, Value }) => [Key, Value]));
}

function numbered(count: number): Record<string, string> {
  return Object.fromEntries(Array.from({ length: count }, (_, i) => [`key-${i}`, `${i}`]));
}

describe('the tags of a certificate', () => {
  test('are left out of the template if there are none', () => {
    const stack = demo();
    certificate(stack, {});
    expect(certificateIn(stack).Properties).not.toHaveProperty('Tags');
  });

  test('are written as a list of keys and values, in the order of the keys, wherever they come from', () => {
    const stack = demo({ tags: { b: 'stack', B: 'stack' } });
    Tags.of(certificate(stack, { c: 'own', _: 'own', C: 'own' })).add('a', 'Tags.of');
    expect(certificateIn(stack).Properties.Tags).toEqual([
      { Key: 'B', Value: 'stack' }, { Key: 'C', Value: 'own' }, { Key: '_', Value: 'own' },
      { Key: 'a', Value: 'Tags.of' }, { Key: 'b', Value: 'stack' }, { Key: 'c', Value: 'own' },
    ]);
  });

  test.each(['Ref', 'Fn::GetAtt', 'Fn::Sub', 'Condition', 'constructor', 'toString'])(
    'may be called %p, and stay a tag, from the stack as well as from the certificate', (key) => {
      const ofStack = demo({ tags: { [key]: 'x' } });
      certificate(ofStack);
      expect(certificateIn(ofStack).Properties.Tags).toEqual([{ Key: key, Value: 'x' }]);
      const ofCertificate = demo();
      certificate(ofCertificate, { [key]: 'x' });
      expect(certificateIn(ofCertificate).Properties.Tags).toEqual([{ Key: key, Value: 'x' }]);
    });

  test('may be empty', () => {
    const stack = demo({ tags: { stack: '' } });
    Tags.of(certificate(stack, { own: '' })).add('of', '');
    expect(tagsIn(stack)).toEqual({ stack: '', own: '', of: '' });
  });

  test('may be known at deployment only', () => {
    const stack = demo();
    const { valueAsString } = new CfnParameter(stack, 'Team');
    certificate(stack, { team: valueAsString, [valueAsString]: 'x' });
    expect(certificateIn(stack).Properties.Tags).toEqual(expect.arrayContaining([
      { Key: 'team', Value: { Ref: 'Team' } }, { Key: { Ref: 'Team' }, Value: 'x' },
    ]));
  });
});

describe('where tags of one key meet', () => {
  test('the own tag wins over that of the stack', () => {
    const stack = demo({ tags: { a: 'stack', b: 'stack' } });
    certificate(stack, { a: 'own' });
    expect(tagsIn(stack)).toEqual({ a: 'own', b: 'stack' });
  });

  test('that of Tags.of wins over the own tag and that of the stack', () => {
    const stack = demo({ tags: { a: 'stack' } });
    Tags.of(certificate(stack, { a: 'own', b: 'own' })).add('a', 'Tags.of');
    expect(tagsIn(stack)).toEqual({ a: 'Tags.of', b: 'own' });
  });

  test('that of Tags.of on the stack wins over the own tag', () => {
    const stack = demo({ tags: { a: 'stack' } });
    certificate(stack, { a: 'own' });
    Tags.of(stack).add('a', 'Tags.of');
    expect(tagsIn(stack)).toEqual({ a: 'Tags.of' });
  });

  test('the nearer one of Tags.of wins', () => {
    const stack = demo();
    const made = certificate(stack);
    Tags.of(made).add('a', 'certificate');
    Tags.of(stack).add('a', 'stack');
    expect(tagsIn(stack)).toEqual({ a: 'certificate' });
  });

  test('the own tag wins over one of Tags.of that has a lower priority than 50', () => {
    const stack = demo();
    certificate(stack, { a: 'own', b: 'own' });
    Tags.of(stack).add('a', 'Tags.of', { priority: 49 });
    Tags.of(stack).add('b', 'Tags.of', { priority: 50 });
    expect(tagsIn(stack)).toEqual({ a: 'own', b: 'Tags.of' });
  });

  test('a far one of Tags.of wins by its priority', () => {
    const stack = demo();
    Tags.of(certificate(stack)).add('a', 'certificate');
    Tags.of(stack).add('a', 'stack', { priority: 300 });
    expect(tagsIn(stack)).toEqual({ a: 'stack' });
  });
});

describe('Tags.of(...).remove', () => {
  test('takes off a tag of the stack', () => {
    const stack = demo({ tags: { a: 'stack', b: 'stack' } });
    Tags.of(certificate(stack)).remove('a');
    expect(tagsIn(stack)).toEqual({ b: 'stack' });
    expect(stack.tags.tagValues()).toEqual({ a: 'stack', b: 'stack' });
  });

  test('takes off an own tag, and one of Tags.of', () => {
    const stack = demo({ tags: { a: 'stack' } });
    const made = certificate(stack, { a: 'own', b: 'own' });
    Tags.of(stack).add('c', 'Tags.of');
    for (const key of ['a', 'b', 'c']) Tags.of(made).remove(key);
    expect(tagsIn(stack)).toEqual({});
  });

  test('takes off what a parent of a nested stack has', () => {
    const stack = demo({ tags: { a: 'stack' } });
    const nested = new NestedStack(stack, 'Nested');
    certificate(nested);
    Tags.of(nested).remove('a');
    expect(tagsIn(nested)).toEqual({});
  });

  test('leaves an own tag if its priority is lower', () => {
    const stack = demo();
    Tags.of(certificate(stack, { a: 'own' })).remove('a', { priority: 10 });
    expect(tagsIn(stack)).toEqual({ a: 'own' });
  });

  test('leaves the tags of a certificate that its lists do not mean', () => {
    const stack = demo({ tags: { a: 'stack' } });
    certificate(stack, { b: 'own' });
    Tags.of(stack).remove('a', { excludeResourceTypes: [CERTIFICATE_TYPE, STACK_TYPE] });
    Tags.of(stack).remove('b', { includeResourceTypes: ['AWS::S3::Bucket'] });
    expect(tagsIn(stack)).toEqual({ a: 'stack', b: 'own' });
  });
});

describe.each([[false], [true]])('the lists of Tags.of, with explicit stack tags %p', (explicit) => {
  const flags = { context: { [EXPLICIT_STACK_TAGS]: explicit } };

  test.each([
    ['no lists', {}, { a: 'x' }],
    ['an include list with it', { includeResourceTypes: [CERTIFICATE_TYPE] }, { a: 'x' }],
    ['an include list with it and others', { includeResourceTypes: ['AWS::S3::Bucket', CERTIFICATE_TYPE, STACK_TYPE] }, { a: 'x' }],
    ['an include list without it', { includeResourceTypes: ['AWS::S3::Bucket'] }, {}],
    ['an exclude list with it', { excludeResourceTypes: [CERTIFICATE_TYPE] }, {}],
    ['an exclude list without it', { excludeResourceTypes: ['AWS::S3::Bucket'] }, { a: 'x' }],
    ['both lists with it', { includeResourceTypes: [CERTIFICATE_TYPE], excludeResourceTypes: [CERTIFICATE_TYPE] }, {}],
    ['an exclude list with it, and the stack included', { includeResourceTypes: [STACK_TYPE], excludeResourceTypes: [CERTIFICATE_TYPE] }, {}],
    // CloudFormation hands a tag of the stack on to all its resources, and so does this library.
    ['an include list of the stack', { includeResourceTypes: [STACK_TYPE] }, { a: 'x' }],
  ])('decide about the certificate: %s', (_, lists, expected) => {
    for (const scopeOf of [(stack: Stack) => stack, (stack: Stack) => stack.node.root]) {
      const stack = demo({}, flags);
      certificate(stack);
      Tags.of(scopeOf(stack)).add('a', 'x', lists);
      expect(tagsIn(stack)).toEqual(expected);
    }
  });

  test('keep a tag off a certificate in a nested stack', () => {
    const stack = demo({ tags: { b: 'stack' } }, flags);
    const nested = new NestedStack(stack, 'Nested');
    certificate(nested);
    Tags.of(stack).add('a', 'x', { excludeResourceTypes: [CERTIFICATE_TYPE] });
    expect(tagsIn(nested)).toEqual({ b: 'stack' });
  });

  test('keep one tag off and leave one of the stack that has another value', () => {
    const stack = demo({ tags: { a: 'stack' } }, flags);
    certificate(stack);
    Tags.of(stack).add('a', 'x', { excludeResourceTypes: [CERTIFICATE_TYPE], priority: 10 });
    expect(tagsIn(stack)).toEqual({ a: 'stack' });
  });

  test('keep one tag off and leave one of the stack that has another key', () => {
    const stack = demo({ tags: { a: 'x' } }, flags);
    certificate(stack);
    Tags.of(stack).add('b', 'x', { excludeResourceTypes: [CERTIFICATE_TYPE] });
    expect(tagsIn(stack)).toEqual({ a: 'x' });
  });

  test('leave a tag of the stack itself if they mean neither stack nor certificate', () => {
    const stack = demo({ tags: { a: 'x' } }, flags);
    certificate(stack);
    Tags.of(stack).add('a', 'x', { excludeResourceTypes: [CERTIFICATE_TYPE, STACK_TYPE] });
    expect(tagsIn(stack)).toEqual({ a: 'x' });
  });
});

describe('tags of a stack', () => {
  test('reach a certificate in a nested stack, those of inner stacks winning', () => {
    const stack = demo({ tags: { outer: 'outer', both: 'outer' } });
    const middle = new NestedStack(stack, 'Middle');
    middle.tags.setTag('both', 'middle');
    middle.tags.setTag('middle', 'middle');
    const inner = new NestedStack(middle, 'Inner');
    inner.tags.setTag('middle', 'inner');
    certificate(inner);
    expect(tagsIn(inner)).toEqual({ outer: 'outer', both: 'middle', middle: 'inner' });
  });

  test('do not reach a stack that is only defined within it: CloudFormation knows nothing of that', () => {
    const outer = demo({ tags: { outer: 'outer' } });
    addResource(outer);
    const inner = new Stack(outer, 'Inner', { tags: { inner: 'inner' } });
    certificate(inner);
    expect(tagsIn(inner)).toEqual({ inner: 'inner' });
  });

  test('that are added late count as well', () => {
    const stack = demo();
    certificate(stack);
    Aspects.of(stack).add({ visit: (node) => { if (Stack.isStack(node)) node.tags.setTag('late', 'x'); } });
    expect(tagsIn(stack)).toEqual({ late: 'x' });
  });

  test('count as they are in the end, also for one who has looked at them before', () => {
    const stack = demo({ tags: { changed: 'before', gone: 'before' } });
    const made = certificate(stack);
    const before: unknown = stack.resolve((made.node.defaultChild as CfnResource)._toCloudFormation());
    expect(JSON.stringify(before)).toContain('"Value":"before"');
    stack.tags.setTag('changed', 'after', 100);
    stack.tags.removeTag('gone', 100);
    expect(tagsIn(stack)).toEqual({ changed: 'after' });
  });

  test('and of Tags.of count in the end, also where an Aspect has looked at the certificate before', () => {
    const stack = demo({ tags: { kept: 'stack', gone: 'stack' } });
    const made = certificate(stack);
    const resource = made.node.defaultChild as CfnResource;
    Aspects.of(stack).add({ visit: (node) => { if (node === stack) stack.resolve(resource._toCloudFormation()); } });
    Tags.of(made).add('added', 'Tags.of');
    Tags.of(made).remove('gone');
    expect(tagsIn(stack)).toEqual({ kept: 'stack', added: 'Tags.of' });
  });

  test('do not show among those that the certificate itself has', () => {
    const stack = demo({ tags: { stack: 'stack' } });
    const made = certificate(stack, { own: 'own' });
    expect(tagsIn(stack)).toEqual({ stack: 'stack', own: 'own' });
    expect(made.cdkTagManager.tagValues()).toEqual({ own: 'own' });
  });
});

describe('tags of an app and its stages', () => {
  test('of the app reach a certificate', () => {
    const stack = demo();
    certificate(stack);
    Tags.of(stack.node.root).add('a', 'app');
    expect(tagsIn(stack)).toEqual({ a: 'app' });
  });

  test('of a stage reach a certificate, and those of the app end at the stage, as for every resource', () => {
    const app = new App();
    const stage = new Stage(app, 'Prod');
    const stack = new Stack(stage, 'Demo', { tags: { stack: 'stack' } });
    certificate(stack);
    Tags.of(app).add('app', 'app');
    Tags.of(stage).add('stage', 'stage');
    expect(tagsIn(stack)).toEqual({ stack: 'stack', stage: 'stage' });
  });

  test('are kept off by an exclude list on a stage', () => {
    const stage = new Stage(new App(), 'Prod');
    const stack = new Stack(stage, 'Demo');
    certificate(stack);
    Tags.of(stage).add('stage', 'stage', { excludeResourceTypes: [CERTIFICATE_TYPE] });
    expect(tagsIn(stack)).toEqual({});
  });

  test('of a stage do not depend on what the app would exclude', () => {
    const app = new App();
    const stack = new Stack(new Stage(app, 'Prod'), 'Demo', { tags: { a: 'x' } });
    certificate(stack);
    Tags.of(app).add('a', 'x', { excludeResourceTypes: [CERTIFICATE_TYPE] });
    expect(tagsIn(stack)).toEqual({ a: 'x' });
  });
});

describe('what tags may be', () => {
  const CHARACTERS = 'letters, digits, spaces and _ . : / = + - @ are allowed';
  const refused: [string, Record<string, string>, string][] = [
    ['50 tags', numbered(50), 'there are 50 tags: at most 49 are allowed, since Redshift takes 50 and one is this library\'s'],
    ['a key of 129 characters', { ['k'.repeat(129)]: 'x' }, `the tag key "${'k'.repeat(129)}" has 129 characters: 1 to 128 are allowed`],
    ['an empty key', { '': 'x' }, 'the tag key "" has 0 characters: 1 to 128 are allowed'],
    ['a value of 257 characters', { key: 'v'.repeat(257) }, `the value "${'v'.repeat(257)}" of the tag "key" has 257 characters: at most 256 are allowed`],
    ['a key with a character too many', { 'cost#centre': 'x' }, `the tag key "cost#centre" has a character that is not allowed: ${CHARACTERS}`],
    ['a value with a character too many', { costs: '100%' }, `the value "100%" of the tag "costs" has a character that is not allowed: ${CHARACTERS}`],
    ['a prefix of AWS', { 'AWS:mine': 'x' }, 'the tag key "AWS:mine" begins with aws:, a prefix that is reserved by AWS'],
    ['the prefix of the library', { 'CDK-redshift-hsm:owner': 'x' },
      'the tag key "CDK-redshift-hsm:owner" begins with cdk-redshift-hsm:, a prefix that is reserved for this library'],
  ];

  test.each(refused)('%s: refused at once where the certificate is given them', (_, tags, problem) => {
    expect(() => certificate(demo(), tags)).toThrow(new Error(`tags of Demo/Certificate: ${problem}`));
  });

  test.each(refused)('%s: refused at synth where Tags.of adds them', (_, tags, problem) => {
    const stack = demo();
    const made = certificate(stack);
    for (const [key, value] of Object.entries(tags)) Tags.of(made).add(key, value);
    expect(() => Template.fromStack(stack)).toThrow(`[Demo/Certificate] ${problem}`);
  });

  test.each(refused)('%s: refused at synth where the stack has them', (_, tags, problem) => {
    const stack = demo();
    for (const [key, value] of Object.entries(tags)) stack.tags.setTag(key, value);
    certificate(stack);
    expect(() => Template.fromStack(stack)).toThrow(`[Demo/Certificate] ${problem}`);
  });

  test.each(refused)('%s: fine where they do not reach the certificate', (_, tags) => {
    const stack = demo();
    certificate(stack);
    const others = ['AWS::IAM::Role', 'AWS::Lambda::Function', 'AWS::Logs::LogGroup']; // newer CDKs check the tags of these
    for (const [key, value] of Object.entries(tags)) Tags.of(stack).add(key, value, { excludeResourceTypes: [CERTIFICATE_TYPE, ...others] });
    expect(tagsIn(stack)).toEqual({});
  });

  test('50 tags are refused, wherever they come from', () => {
    const stack = demo({ tags: { stack: 'x' } });
    const made = certificate(stack, numbered(48));
    Tags.of(made).add('of', 'x');
    expect(() => Template.fromStack(stack)).toThrow('[Demo/Certificate] there are 50 tags');
  });

  test('49 tags are fine, wherever they come from', () => {
    const stack = demo({ tags: { 'stack': 'x', 'key-0': 'the same key' } });
    Tags.of(certificate(stack, numbered(47))).add('of', 'x');
    expect(Object.keys(tagsIn(stack))).toHaveLength(49);
  });

  test('50 tags are fine if one is taken off', () => {
    const stack = demo({ tags: { ...numbered(50) } });
    Tags.of(certificate(stack)).remove('key-7');
    expect(Object.keys(tagsIn(stack))).toHaveLength(49);
  });

  test('all that is wrong is said at once', () => {
    const stack = demo({ tags: { 'aws:a': '1', 'b': '#' } });
    certificate(stack);
    expect(() => Template.fromStack(stack)).toThrow(/\[Demo\/Certificate\] the tag key "aws:a".*\n.*\[Demo\/Certificate\] the value "#" of the tag "b"/);
  });

  test.each<[unknown, string]>([
    ['*', 'the value "*" of the tag "key" has a character that is not allowed'],
    ['x'.repeat(257), 'has 257 characters'],
    [undefined, 'the value undefined of the tag "key" is not a string'],
    [null, 'the value null of the tag "key" is not a string'],
    [5, 'the value 5 of the tag "key" is not a string'],
    [['x'], 'the value an array of the tag "key" is not a string'],
    [{ x: 1 }, 'the value an object of the tag "key" is not a string'],
    [{ 'Fn::Join': ['', ['100%', { Ref: 'AWS::Region' }]] }, 'has a character that is not allowed'],
  ])('what is known when the app is synthesized is checked then: %p', (value, problem) => {
    const stack = new Stack(new App(), 'Demo');
    new HsmClientCertificate(stack, 'Certificate', { tags: { key: Token.asString(Lazy.any({ produce: () => value })) } });
    expect(() => Template.fromStack(stack)).toThrow(problem);
  });

  test('what is known at deployment only is not checked', () => {
    const stack = demo();
    const unknown = new CfnParameter(stack, 'Unknown', { default: '#'.repeat(300) }).valueAsString;
    certificate(stack, { [unknown]: 'x', key: unknown });
    expect(certificateIn(stack).Properties.Tags).toHaveLength(2);
  });
});

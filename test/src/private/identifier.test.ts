import { App, CfnResource, NestedStack, Stack, Stage } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { Construct } from 'constructs';
import * as fc from 'fast-check';
import { HsmClientCertificate } from '../../../src';
import '../temporary-folder';
import { generatedIdentifierWords } from '../../../src/private/identifier';
import { CERTIFICATE_TYPE, certificateIn, TemplateResource } from '../certificate-in-template';

const SUFFIX = '0123abcd'; // the first group of a UUID

const stackName = fc.stringMatching(/^[A-Za-z][A-Za-z0-9-]{0,127}$/);
const logicalId = fc.stringMatching(/^[A-Za-z0-9]{1,255}$/);

/** Names that are alike once case, hyphens and length are gone, so that any two of them are near to each other. */
const likeStackName = fc.stringMatching(/^[aA][aA-]{0,3}(-{1,2}1?|b{120}[ab])?$/);
const likeLogicalId = fc.stringMatching(/^[aA1]{1,3}(b{60}[abB])?$/);

function identifierOf({ Properties: { Identifier } }: TemplateResource): { words: string; suffix: unknown } {
  const [[nothing, [words, suffix]]] = Object.values(Identifier as Record<'Fn::Join', [string, [string, unknown]]>);
  expect(nothing).toBe('');
  return { words: words.replace(/-$/, ''), suffix };
}

function expectValid(identifier: string): void {
  expect(identifier).toMatch(/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/);
  expect(identifier.length).toBeLessThanOrEqual(63);
}

describe('a generated identifier', () => {
  // A changed identifier replaces a certificate that is registered on an HSM: this table may grow, but nothing in it ever changes.
  test.each([
    ['Demo', 'Certificate4E7ABB08', 'demo-certificate4e7abb08-3fbcb1cca8'],
    ['demo', 'Certificate4E7ABB08', 'demo-certificate4e7abb08-57eceb14f7'],
    ['Demo', 'certificate4e7abb08', 'demo-certificate4e7abb08-ccdf5c2961'],
    ['Demo', 'CERTIFICATE4E7ABB08', 'demo-certificate4e7abb08-5109b44b13'],
    ['D', 'C', 'd-c-7c5c9c4978'],
    ['Stack-2', '1', 'stack-2-1-b6255403b4'],
    ['My--Stack-', 'A', 'my-stack-a-046efd5402'],
    ['Prod-Warehouse', 'WarehouseCertificate1A2B3C4D', 'prod-warehouse-warehousecertificate1a2b3c4d-464b280f19'],
    ['Nineteen-Characters-And-More', 'Resource', 'nineteen-characters-resource-80ea222f8c'],
    ['Stage-Twenty-Charact-ers', 'Cert', 'stage-twenty-charact-cert-6d33a696ab'],
    ['Demo', 'CertificateOfTheWarehouseInTheWest1A2B3C4D', 'demo-certificateofthewarehouseinthewest1a2b-cbef8374c4'],
    ['x'.repeat(128), 'y'.repeat(255), `${'x'.repeat(20)}-${'y'.repeat(22)}-a3101363eb`],
    [`${'x'.repeat(127)}z`, 'y'.repeat(255), `${'x'.repeat(20)}-${'y'.repeat(22)}-bdc7ae3f89`],
    ['x'.repeat(128), `${'y'.repeat(254)}z`, `${'x'.repeat(20)}-${'y'.repeat(22)}-5b8e997d4f`],
  ])('of stack %p and logical id %p begins with %p', (stack, id, words) => {
    expect(generatedIdentifierWords(stack, id)).toBe(words);
  });

  test('is valid for any name of a stack and any logical id', () => {
    fc.assert(fc.property(stackName, logicalId, (stack, id) => expectValid(`${generatedIdentifierWords(stack, id)}-${SUFFIX}`)));
  });

  test('is valid even for names that neither may have', () => {
    const anything = fc.string({ unit: fc.oneof(fc.constantFrom('a', 'B', '1', '-'), fc.string({ unit: 'grapheme', minLength: 1, maxLength: 1 })), maxLength: 300 });
    fc.assert(fc.property(anything, anything, (stack, id) => expectValid(`${generatedIdentifierWords(stack, id)}-${SUFFIX}`)));
  });

  test('is no other certificate\'s, also where names differ in case, hyphens or what is cut off alone', () => {
    const names = fc.uniqueArray(fc.tuple(fc.oneof(likeStackName, stackName), fc.oneof(likeLogicalId, logicalId)), {
      minLength: 2, maxLength: 60, selector: ([stack, id]) => `${stack}/${id}`,
    });
    fc.assert(fc.property(names, (pairs) => {
      expect(new Set(pairs.map(([stack, id]) => generatedIdentifierWords(stack, id))).size).toBe(pairs.length);
    }));
  });

  test('ends in the first group of the UUID in the id of the stack', () => {
    const stack = new Stack(new App(), 'Demo');
    new HsmClientCertificate(stack, 'Certificate');
    expect(identifierOf(certificateIn(stack)).suffix)
      .toEqual({ 'Fn::Select': [0, { 'Fn::Split': ['-', { 'Fn::Select': [2, { 'Fn::Split': ['/', { Ref: 'AWS::StackId' }] }] }] }] });
  });

  test('is made of the name of the stack, not of its construct id', () => {
    const stack = new Stack(new Stage(new App(), 'Prod'), 'Demo', { stackName: 'Warehouse' });
    new HsmClientCertificate(stack, 'Certificate');
    expect(identifierOf(certificateIn(stack)).words).toBe(generatedIdentifierWords('Warehouse', 'Certificate4E7ABB08'));
  });

  test('has the name of the outermost stack where stacks are nested, and the id of its own', () => {
    const nested = new NestedStack(new NestedStack(new Stack(new App(), 'Demo'), 'Outer'), 'Inner');
    new HsmClientCertificate(nested, 'Certificate');
    const [[id, certificate]] = Object.entries(Template.fromStack(nested).findResources(CERTIFICATE_TYPE));
    const { words, suffix } = identifierOf(certificate as TemplateResource);
    expect(words).toBe(generatedIdentifierWords('Demo', id));
    expect(JSON.stringify(suffix)).toContain('{"Ref":"AWS::StackId"}');
  });

  test('has the name of its own stack where that is only defined within another one', () => {
    const stack = new Stack(new Stack(new App(), 'Outer'), 'Inner');
    new HsmClientCertificate(stack, 'Certificate');
    expect(identifierOf(certificateIn(stack)).words).toBe(generatedIdentifierWords(stack.stackName, 'Certificate4E7ABB08'));
  });

  test('stays with a construct that moves and keeps its logical id', () => {
    const stack = new Stack(new App(), 'Demo');
    const moved = new HsmClientCertificate(new Construct(stack, 'Elsewhere'), 'There');
    (moved.node.defaultChild as CfnResource).overrideLogicalId('Certificate4E7ABB08');
    expect(identifierOf(certificateIn(stack)).words).toBe('demo-certificate4e7abb08-3fbcb1cca8');
  });

  test('follows a logical id that is overridden after someone has looked at it', () => {
    const stack = new Stack(new App(), 'Demo');
    const resource = new HsmClientCertificate(stack, 'Elsewhere').node.defaultChild as CfnResource;
    expect(JSON.stringify(stack.resolve(resource._toCloudFormation()))).toContain('demo-elsewhere');
    resource.overrideLogicalId('Certificate4E7ABB08');
    expect(identifierOf(certificateIn(stack)).words).toBe('demo-certificate4e7abb08-3fbcb1cca8');
  });

  test('stays with a construct whose logical id is renamed back by the stack', () => {
    const stack = new Stack(new App(), 'Demo');
    const certificate = new HsmClientCertificate(stack, 'Renamed');
    stack.renameLogicalId(stack.getLogicalId(certificate.node.defaultChild as CfnResource), 'Certificate4E7ABB08');
    expect(identifierOf(certificateIn(stack)).words).toBe('demo-certificate4e7abb08-3fbcb1cca8');
  });
});

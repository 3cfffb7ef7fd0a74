import { App, CfnResource, NestedStack, Stack, Stage } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import * as fc from 'fast-check';
import { HsmClientCertificate } from '../../../src';
import '../temporary-folder';
import { identifierPrefixOf, stackPartOf } from '../../../src/private/identifier';
import { addResource, certificateIn } from '../certificate-in-template';

const SUFFIX = '0123abcd'; // the first group of a UUID

const stackName = fc.stringMatching(/^[A-Za-z][A-Za-z0-9-]{0,127}$/);
const logicalId = fc.stringMatching(/^[A-Za-z0-9]{1,255}$/);

/** Names that are alike once case, hyphens and length are gone, so that any two of them are near to each other. */
const likeStackName = fc.stringMatching(/^[aA][aA-]{0,3}(-{1,2}1?|b{120}[ab])?$/);
const likeLogicalId = fc.stringMatching(/^[aA1]{1,3}(b{60}[abB])?$/);

/** As the template of a stack, not nested, has it. */
function prefixOf(stack: string, id: string): string {
  return identifierPrefixOf(stackPartOf(stack), id);
}

function prefixIn(stack: Stack): unknown {
  return certificateIn(stack).Properties.IdentifierPrefix;
}

function expectValid(identifier: string): void {
  expect(identifier).toMatch(/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/);
  expect(identifier.length).toBeLessThanOrEqual(63);
}

describe('the stack part of generated identifiers', () => {
  // A changed identifier replaces a certificate that is registered on an HSM: these tables may grow, but nothing in them ever changes.
  test.each([
    ['Demo', [], 'demo-8a2cc067'],
    ['demo', [], 'demo-2a97516c'],
    ['D', [], 'd-3f39d5c3'],
    ['Stack-2', [], 'stack2-d96d7173'],
    ['My--Stack-', [], 'mystack-6c450ba3'],
    ['Prod-Warehouse', [], 'prodwarehouse-178d5163'],
    ['x'.repeat(128), [], 'xxxxxxxxxxxxxxxx-24da1b81'],
    [`${'x'.repeat(127)}z`, [], 'xxxxxxxxxxxxxxxx-f59ab800'],
    ['Demo', ['NestedNestedStackNestedNestedStackResourceDEFDAA4D'], 'demo-9ee03804'],
    ['Demo', ['Outer', 'Inner'], 'demo-46f4757d'],
  ])('of stack %p with nested stacks %p is %p', (stack, nested, part) => {
    expect(stackPartOf(stack, nested)).toBe(part);
  });

  test('has letters and digits without hyphens, a hyphen, and eight digits of a hash', () => {
    fc.assert(fc.property(stackName, (stack) => expect(stackPartOf(stack)).toMatch(/^[a-z][a-z0-9]{0,15}-[0-9a-f]{8}$/)));
  });

  test('begins no name of another stack, also where that is called like it', () => {
    fc.assert(fc.property(stackName, fc.oneof(likeStackName, stackName), logicalId, (one, other, id) => {
      for (const theirs of [other, stackPartOf(one), `${stackPartOf(one)}-x`, `${one}-`]) {
        if (theirs !== one) expect(prefixOf(theirs, id).startsWith(`${stackPartOf(one)}-`)).toBe(false);
      }
    }));
  });
});

describe('the prefix of a generated identifier', () => {
  test.each([
    ['Demo', 'Certificate4E7ABB08', 'demo-8a2cc067-certificate4e7abb08-2555ed0b11'],
    ['demo', 'Certificate4E7ABB08', 'demo-2a97516c-certificate4e7abb08-2555ed0b11'],
    ['Demo', 'certificate4e7abb08', 'demo-8a2cc067-certificate4e7abb08-1acb39cf66'],
    ['Demo', 'CERTIFICATE4E7ABB08', 'demo-8a2cc067-certificate4e7abb08-32a6808e3c'],
    ['D', 'C', 'd-3f39d5c3-c-6b23c0d5f3'],
    ['Stack-2', '1', 'stack2-d96d7173-1-6b86b273ff'],
    ['My--Stack-', 'A', 'mystack-6c450ba3-a-559aead082'],
    ['Prod-Warehouse', 'WarehouseCertificate1A2B3C4D', 'prodwarehouse-178d5163-warehousecertificate-cc47e9ca93'],
    ['Nineteen-Characters-And-More', 'Resource', 'nineteencharacte-2ac22bc6-resource-eb7a842ff9'],
    ['Demo', 'CertificateOfTheWarehouseInTheWest1A2B3C4D', 'demo-8a2cc067-certificateofthewarehouseinth-acdb165787'],
    ['x'.repeat(128), 'y'.repeat(255), 'xxxxxxxxxxxxxxxx-24da1b81-yyyyyyyyyyyyyyyyy-36f3aea1fc'],
    [`${'x'.repeat(127)}z`, 'y'.repeat(255), 'xxxxxxxxxxxxxxxx-f59ab800-yyyyyyyyyyyyyyyyy-36f3aea1fc'],
    ['x'.repeat(128), `${'y'.repeat(254)}z`, 'xxxxxxxxxxxxxxxx-24da1b81-yyyyyyyyyyyyyyyyy-a40f20575d'],
  ])('of stack %p and logical id %p is %p', (stack, id, prefix) => {
    expect(prefixOf(stack, id)).toBe(prefix);
  });

  test('makes a valid identifier of any name of a stack and any logical id', () => {
    fc.assert(fc.property(stackName, logicalId, (stack, id) => expectValid(`${prefixOf(stack, id)}-${SUFFIX}`)));
  });

  test('makes a valid one even of names that neither may have', () => {
    const anything = fc.string({ unit: fc.oneof(fc.constantFrom('a', 'B', '1', '-'), fc.string({ unit: 'grapheme', minLength: 1, maxLength: 1 })), maxLength: 300 });
    fc.assert(fc.property(anything, anything, (stack, id) => expectValid(`${prefixOf(stack, id)}-${SUFFIX}`)));
  });

  test('is no other certificate\'s, also where names differ in case, hyphens or what is cut off alone', () => {
    const names = fc.uniqueArray(fc.tuple(fc.oneof(likeStackName, stackName), fc.oneof(likeLogicalId, logicalId)), {
      minLength: 2, maxLength: 60, selector: ([stack, id]) => `${stack}/${id}`,
    });
    fc.assert(fc.property(names, (pairs) => {
      expect(new Set(pairs.map(([stack, id]) => prefixOf(stack, id))).size).toBe(pairs.length);
    }));
  });

  test('is a literal, made of the name of the stack, not of its construct id', () => {
    const stack = new Stack(new Stage(new App(), 'Prod'), 'Demo', { stackName: 'Warehouse' });
    new HsmClientCertificate(stack, 'Certificate');
    expect(prefixIn(stack)).toBe(prefixOf('Warehouse', 'Certificate4E7ABB08'));
  });

  test('has in nested stacks the name of the outermost, and in its hash their logical ids', () => {
    const outer = new NestedStack(new Stack(new App(), 'Demo'), 'Outer');
    const [inner, other] = [new NestedStack(outer, 'Inner'), new NestedStack(outer, 'Other')];
    for (const each of [inner, other, outer]) new HsmClientCertificate(each, 'Certificate');
    const nested = [outer, inner].map(({ nestedStackResource: resource }) => resource!.stack.resolve(resource!.logicalId) as string);
    expect(prefixIn(inner)).toBe(identifierPrefixOf(stackPartOf('Demo', nested), 'Certificate4E7ABB08'));
    expect(new Set([inner, other, outer].map(prefixIn)).size).toBe(3);
  });

  test('follows the logical id of a nested stack that is overridden later', () => {
    const nested = new NestedStack(new Stack(new App(), 'Demo'), 'Nested');
    new HsmClientCertificate(nested, 'Certificate');
    nested.nestedStackResource!.overrideLogicalId('Kept');
    expect(prefixIn(nested)).toBe(identifierPrefixOf(stackPartOf('Demo', ['Kept']), 'Certificate4E7ABB08'));
  });

  test('has the name of its own stack where that is only defined within another one', () => {
    const outer = new Stack(new App(), 'Outer');
    addResource(outer);
    const stack = new Stack(outer, 'Inner');
    new HsmClientCertificate(stack, 'Certificate');
    expect(prefixIn(stack)).toBe(prefixOf(stack.stackName, 'Certificate4E7ABB08'));
  });

  test('stays with a construct that moves and keeps its logical id', () => {
    const stack = new Stack(new App(), 'Demo');
    const moved = new HsmClientCertificate(new Construct(stack, 'Elsewhere'), 'There');
    (moved.node.defaultChild as CfnResource).overrideLogicalId('Certificate4E7ABB08');
    expect(prefixIn(stack)).toBe(prefixOf('Demo', 'Certificate4E7ABB08'));
  });

  test('follows a logical id that is overridden after someone has looked at it', () => {
    const stack = new Stack(new App(), 'Demo');
    const resource = new HsmClientCertificate(stack, 'Elsewhere').node.defaultChild as CfnResource;
    expect(JSON.stringify(stack.resolve(resource._toCloudFormation()))).toContain('-elsewhere');
    resource.overrideLogicalId('Certificate4E7ABB08');
    expect(prefixIn(stack)).toBe(prefixOf('Demo', 'Certificate4E7ABB08'));
  });

  test('stays with a construct whose logical id is renamed back by the stack', () => {
    const stack = new Stack(new App(), 'Demo');
    const certificate = new HsmClientCertificate(stack, 'Renamed');
    stack.renameLogicalId(stack.getLogicalId(certificate.node.defaultChild as CfnResource), 'Certificate4E7ABB08');
    expect(prefixIn(stack)).toBe(prefixOf('Demo', 'Certificate4E7ABB08'));
  });
});

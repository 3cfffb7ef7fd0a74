import fc from 'fast-check';
import { errorMessage } from '../../../lambda/custom-resource/error-message';
import { failedResponse, successResponse } from '../../../lambda/custom-resource/response';
import { createEvent, deleteEvent, properties, updateEvent } from '../cloudformation-events';

const CREATE = createEvent(properties('one'));
const MARKER = `cdk-redshift-hsm:not-created:${CREATE.RequestId}`;
const UPDATE = updateEvent('one', properties('one'), properties('one'));

const bytes = (body: string): number => Buffer.byteLength(body);
const reasonOf = (body: string): string => (JSON.parse(body) as { Reason: string }).Reason;

describe('a success', () => {
  test('echoes the ids of the request and carries the attributes', () => {
    expect(JSON.parse(successResponse(CREATE, { physicalResourceId: 'one', data: { Arn: 'arn' } }))).toEqual({
      Status: 'SUCCESS',
      PhysicalResourceId: 'one',
      StackId: CREATE.StackId,
      RequestId: CREATE.RequestId,
      LogicalResourceId: CREATE.LogicalResourceId,
      Data: { Arn: 'arn' },
    });
  });

  test('of a Delete carries no attributes', () => {
    expect(JSON.parse(successResponse(UPDATE, { physicalResourceId: 'one' }))).not.toHaveProperty('Data');
  });

  test.each([['x'], ['ü'], ['鍵'], ['🔑'], ['\n'], ['"']])('may have 4,096 bytes and not one more, however many one %j takes', (character) => {
    const response = (PublicKey: string): string => successResponse(CREATE, { physicalResourceId: 'one', data: { PublicKey } });
    const each = bytes(response(character)) - bytes(response(''));
    const most = Math.floor((4_096 - bytes(response(''))) / each);
    expect(bytes(response(character.repeat(most)))).toBeGreaterThan(4_096 - each);
    expect(() => response(character.repeat(most + 1))).toThrow(
      /the attributes of one do not fit .*it would have (409[7-9]|410\d) bytes, at most 4096 are allowed \(PublicKey: \d{4}\)/);
  });

  test('that does not fit, and has no attributes, names no sizes', () => {
    const id = 'x'.repeat(4_096);
    expect(() => successResponse(deleteEvent(id, {}), { physicalResourceId: id })).toThrow(/at most 4096 are allowed$/);
  });

  test('that does not fit names the size of each attribute', () => {
    const data = { Arn: 'arn', PublicKey: '\n'.repeat(2_000) };
    expect(() => successResponse(CREATE, { physicalResourceId: 'one', data })).toThrow(/\(Arn: 5, PublicKey: 4002\)/);
  });
});

describe('a failure', () => {
  test('echoes the ids of the request and says why', () => {
    expect(JSON.parse(failedResponse(UPDATE, new Error('there is no room')))).toEqual({
      Status: 'FAILED',
      Reason: 'There is no room',
      PhysicalResourceId: 'one',
      StackId: UPDATE.StackId,
      RequestId: UPDATE.RequestId,
      LogicalResourceId: UPDATE.LogicalResourceId,
    });
  });

  test.each<[string, object, string]>([
    ['a Create: a marker', CREATE, MARKER],
    ['a Create that brings an id: a marker all the same', { ...CREATE, PhysicalResourceId: 'one' }, MARKER],
    ['an Update: its id', UPDATE, 'one'],
    ['a Delete: its id', deleteEvent('Some Id', {}), 'Some Id'],
    ['an unknown type with an id: that', { ...UPDATE, RequestType: 'Import' }, 'one'],
    ['an unknown type without: a marker', { ...CREATE, RequestType: 'Import' }, MARKER],
    ['an unknown type with an empty one: a marker', { ...CREATE, RequestType: 'Import', PhysicalResourceId: '' }, MARKER],
    ['no type, and an id that is no text: a marker', { RequestId: 'r', PhysicalResourceId: 7 }, 'cdk-redshift-hsm:not-created:r'],
  ])('the physical id of %s', (_, event, id) => {
    expect(JSON.parse(failedResponse({ ...event }, 'x'))).toMatchObject({ PhysicalResourceId: id });
  });

  test.each(['x', 'ü', '鍵', '🔑', '\\', '"', '\u0001', '\ud800'])('that is too long is cut to 4,096 bytes, however many one %j takes', (character) => {
    const body = failedResponse(UPDATE, new Error(`The reason: ${character.repeat(5_000)}`));
    expect(bytes(body)).toBeLessThanOrEqual(4_096);
    expect(bytes(body)).toBeGreaterThan(4_096 - 6 - bytes(JSON.stringify(character)));
    expect(reasonOf(body)).toMatch(/^The reason: [^…]+…$/);
    expect(reasonOf(body).replace(/^The reason: |…$/g, '').replaceAll(character, '')).toBe(''); // no character is cut in two
  });

  test.each([[1], [2], [3], [4], [5]])('that is cut does not end in a space: the words begin after %d characters', (count) => {
    const words = `${'x'.repeat(count)}${' word'.repeat(1_000)}`; // one of the five would be cut after a space
    expect(reasonOf(failedResponse(UPDATE, new Error(words)))).toMatch(/^Xx* .*[word]…$/);
  });

  test('that just fits is not cut', () => {
    const room = 4_096 - bytes(failedResponse(UPDATE, 'x')) + 1;
    expect(bytes(failedResponse(UPDATE, 'x'.repeat(room)))).toBe(4_096);
    expect(reasonOf(failedResponse(UPDATE, 'x'.repeat(room)))).toBe('x'.repeat(room));
    expect(reasonOf(failedResponse(UPDATE, 'x'.repeat(room + 1)))).toMatch(/x…$/);
  });

  test('leaves room for a long physical id', () => {
    const body = failedResponse({ ...UPDATE, PhysicalResourceId: '鍵'.repeat(341) }, new Error('ü'.repeat(5_000)));
    expect(bytes(body)).toBeLessThanOrEqual(4_096);
    expect(reasonOf(body).length).toBeGreaterThan(500);
  });

  test('is one line that fits and says something, whatever is thrown', () => {
    const anything = fc.anything({ withNullPrototype: true, withBigInt: true, withDate: true, withMap: true });
    fc.assert(fc.property(anything, fc.boolean(), (thrown, isInError) => {
      const body = failedResponse(UPDATE, isInError ? Object.assign(new Error(), { message: thrown }) : thrown);
      expect(bytes(body)).toBeLessThanOrEqual(4_096);
      expect(reasonOf(body)).toMatch(/^\S.*$/);
    }));
  });
});

describe('what an error says', () => {
  const nothing = 'The request failed, and nothing says why';
  test.each<[string, unknown, string]>([
    ['an error', new Error('the name is taken'), 'The name is taken'],
    ['an error of several lines', new Error(' the name\n\tis   taken\r\n'), 'The name is taken'],
    ['an error with a stack trace in its words', new Error('it went boom\n    at f (/var/task/index.js:1:2)\n    at async g (node:internal/x:3:4)'), 'It went boom'],
    ['a stack trace', 'TypeError: x is not a function\n    at /var/task/index.js:1:2', 'TypeError: x is not a function'],
    ['a name of AWS\'s at the beginning', new Error('redshift:DeleteTags failed'), 'redshift:DeleteTags failed'],
    ['an error without words', new Error(), nothing],
    ['an error whose message is none', Object.assign(new Error(), { message: { code: 7 } }), nothing],
    ['text', 'the name is taken', 'The name is taken'],
    ['undefined', undefined, nothing],
    ['null', null, nothing],
    ['an object', { code: 'E' }, nothing],
    ['an object that looks like an error', { message: 'it is late' }, 'It is late'],
    ['an object that has no text', Object.create(null), nothing],
    ['a symbol', Symbol('x'), nothing],
  ])('%s', (_, thrown, words) => {
    expect(errorMessage(thrown)).toBe(words);
  });
});

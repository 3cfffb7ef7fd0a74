import { redactorOf } from '../../../lambda/redshift/redaction';

const SECRET = 'Zq7&<"é r9Kw!';
const WITHHELD = /withheld, because it may contain the partition password/;

test('a secret is masked wherever it is', () => {
  expect(redactorOf(SECRET)(`${SECRET} is weak: not ${SECRET}`)).toBe('*** is weak: not ***');
});

test('a message without it stays as it is', () => {
  expect(redactorOf(SECRET)('The quota has been reached.')).toBe('The quota has been reached.');
});

test.each([
  ['a part of it', SECRET.slice(2, 9)],
  ['it in another case', SECRET.toUpperCase()],
  ['it in JSON', JSON.stringify(SECRET)],
  ['it in a URL', encodeURIComponent(SECRET)],
  ['it in base64', Buffer.from(SECRET).toString('base64')],
  ['it in hex', Buffer.from(SECRET).toString('hex')],
])('a message with %s is withheld', (_, text) => {
  expect(redactorOf(SECRET)(`The value ${text} is invalid`)).toMatch(WITHHELD);
});

test('with a secret of less than eight characters every message is withheld', () => {
  expect(redactorOf('1234567')('The quota has been reached.')).toMatch(WITHHELD);
});

import { lowest } from './lowest';

test('the lowest version of a range is the one that it begins with', () => {
  expect(lowest('constructs', '^10.4.2')).toBe('10.4.2');
});

test.each(['>=10.4.2', '10.4.2', '*', '^10', undefined])('%p is refused', (range) => {
  expect(() => lowest('constructs', range)).toThrow(`The peer dependency constructs is "${range}", not ^ and a version`);
});

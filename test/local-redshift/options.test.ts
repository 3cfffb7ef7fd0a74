import { portFrom } from '../../local-redshift/options';

test.each([
  [[], undefined],
  [['--port', '1'], 1],
  [['--port=65535'], 65535],
])('%p is the port %p', (args, port) => {
  expect(portFrom(args)).toBe(port);
});

test.each([
  [['--port', '0'], "--port takes a whole number from 1 to 65535; it is '0'."],
  [['--port', '65536'], "--port takes a whole number from 1 to 65535; it is '65536'."],
  [['--port=-1'], "--port takes a whole number from 1 to 65535; it is '-1'."],
  [['--port', '80.5'], "--port takes a whole number from 1 to 65535; it is '80.5'."],
  [['--port='], "--port takes a whole number from 1 to 65535; it is ''."],
  [['--prot', '80'], "Unknown option '--prot'\nUsage: npm run local:redshift [-- --port N]"],
])('%p is refused with a sentence', (args, sentence) => {
  expect(() => portFrom(args)).toThrow(new Error(sentence));
});

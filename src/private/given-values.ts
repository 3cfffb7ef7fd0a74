import { Token } from 'aws-cdk-lib';

/*
 * TypeScript does not see what JavaScript passes, nor what is behind an assertion such as `process.env.NAME!`.
 */

/** Throws if a value is of another type than it is declared to be. */
export function refuseOtherType(path: string, property: string, value: unknown, expected: 'string' | 'boolean' | 'object'): void {
  if (expected === 'object' ? isPlainObject(value) : typeof value === expected) return;
  throw new Error(`${property} of ${path} is ${inWords(value)}: ${expected === 'object' ? 'an object' : `a ${expected}`} is expected`);
}

/** A value as a message has it. Of an object there is only what it is: a secret could be in it. */
export function inWords(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value);
  if (Array.isArray(value)) return 'an array';
  if (typeof value === 'function') return 'a function';
  if (typeof value === 'object' && value !== null) return 'an object';
  return Token.isUnresolved(value) ? 'a token' : String(value);
}

/** What `valueFromLookup` gives until the CDK CLI has looked the value up. For that the app has to be synthesized, and is once more afterwards. */
export function isLookedUp(value: string): boolean {
  return value.startsWith('dummy-value-for-');
}

function isPlainObject(value: unknown): boolean {
  return Object.prototype.toString.call(value) === '[object Object]' && !Token.isUnresolved(value);
}

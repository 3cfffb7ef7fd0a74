import { Fault } from './fault';

export function required<T extends string | unknown[]>(name: string, value: T | undefined): T {
  if (!value?.length) throw new Fault('MissingParameter', `The request must contain the parameter ${name}.`);
  return value;
}

// The rule for these identifiers is not published: this is as strict as that of any other of Redshift.
export function validIdentifier(name: string, value: string | undefined): string {
  if (value === undefined) throw new Fault('MissingParameter', `The request must contain the parameter ${name}.`);
  if (value.length > 63 || !/^[a-z](-?[a-z0-9])*$/i.test(value)) {
    throw new Fault('InvalidParameterValue', `The parameter ${name} is not a valid identifier: it takes 1 to 63 ASCII letters, digits and hyphens, ` +
      'begins with a letter, does not end with a hyphen and has no two hyphens in a row.');
  }
  return value;
}

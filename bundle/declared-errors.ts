import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Plugin } from 'esbuild';

/*
 * The client of the SDK registers each error of Redshift when it is loaded, some 140, so that none of them falls away as unused. Only those
 * count that the calls we make are declared to throw. Any other arrives as an error too, with the code and the message of the service.
 */

const CLIENT = dirname(require.resolve('@aws-sdk/client-redshift/package.json'));
const BASE = 'RedshiftServiceException';

/** The errors that the commands of a file are declared to throw. */
export function declaredErrors(file: string): ReadonlySet<string> {
  const commands = new Set([...readFileSync(file, 'utf8').matchAll(/\b[A-Z]\w+Command\b/g)].map(([name]) => name));
  const errors = [...commands].flatMap((command) => {
    const declaration = readFileSync(join(CLIENT, 'dist-types', 'commands', `${command}.d.ts`), 'utf8');
    return [...declaration.matchAll(/@throws \{@link (\w+)\}/g)].map(([, name]) => name);
  });
  return new Set(errors.filter((name) => name !== BASE));
}

export function withoutOtherErrors(errors: ReadonlySet<string>): Plugin {
  return {
    name: 'without other errors',
    setup: ({ onLoad }) => {
      onLoad({ filter: /client-redshift[\\/]dist-es[\\/]schemas[\\/]schemas_0\.js$/ }, ({ path }) => ({ contents: registering(errors, readFileSync(path, 'utf8')) }));
    },
  };
}

/** The schema of an error, and its registration. */
const REGISTRATION = /^export var (\w+)\$ = \[-3, n0, [^]*?^\];\nn0_registry\.registerError\(\1\$, \1\);$/gm;

/** Source of the SDK that registers these errors alone. Throws if it does not register them in the form that is known. */
export function registering(errors: ReadonlySet<string>, source: string): string {
  const registered = new Set<string>();
  const contents = source.replace(REGISTRATION, (statements, name: string) => {
    registered.add(name);
    return errors.has(name) ? statements : '';
  });
  const missing = [...errors].filter((name) => !registered.has(name));
  if (missing.length || !errors.size) throw new Error(`the SDK does not register ${missing.join(', ') || 'any error'} as it did`);
  return contents;
}

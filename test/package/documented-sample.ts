import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { App, Stack } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import * as ts from 'typescript';
import { CHECKOUT } from '../../projenrc/checkout';

/** What a sample is in: the body of the constructor of a construct or, as most apps begin, of a stack. */
export type Place = 'Construct' | 'Stack';

/** What a sample declares and somebody else defines, by name. */
export type Given = Readonly<Record<string, (scope: Construct) => unknown>>;

interface Sample {
  readonly code: string;

  /** What stands behind the language: `fixture=<name>`, `nofixture`, or nothing. */
  readonly info: string;
}

/** Does what the first sample under a heading of a document does, in a stack of its own, which is returned. */
export function stackOf(document: string, heading: string, place: Place, given: Given = {}): Stack {
  const { code, info } = sampleUnder(document, heading);
  const name = /\bfixture=(\w+)/.exec(info)?.[1] ?? 'default';
  const fixture = readFileSync(join(CHECKOUT, 'rosetta', `${name}.ts-fixture`), 'utf8');
  const [imports, body] = withoutImports(code);
  const defined = body.replace(/^declare const (\w+): [^;]+;$/gm, 'const $1 = given.$1(this);');
  const program = `${imports}\n${fixture.replace('/// here', () => defined)}\nexport { MyConstruct };`;
  const { MyConstruct } = run(place === 'Stack' ? program.replace('extends Construct', 'extends cdk.Stack') : program, given);
  if (place === 'Stack') return new MyConstruct(new App(), 'MyStack') as Stack;
  const stack = new Stack(new App(), 'MyStack');
  new MyConstruct(new Construct(stack, 'Outer'), 'Inner');
  return stack;
}

/** What the first sample under a heading, which is a whole program, calls by a name. */
export function valueOf<T>(document: string, heading: string, name: string): T {
  return run(`${sampleUnder(document, heading).code}\nexport { ${name} as value };`).value as T;
}

function sampleUnder(document: string, heading: string): Sample {
  const [, rest = ''] = `\n${readFileSync(join(CHECKOUT, document), 'utf8')}`.split(`\n${heading}\n`);
  const [section] = rest.split(/\n#{1,6} /);
  const found = /^( *)```ts\b([^\n]*)\n([^]*?)^ *```/m.exec(section);
  if (!found) throw new Error(`${document} has no sample under ${heading}`);
  const [, indent, info, code] = found;
  return { info, code: `\n${code}`.replaceAll(`\n${indent}`, '\n') };
}

function withoutImports(code: string): [imports: string, rest: string] {
  const isImport = (line: string): boolean => line.startsWith('import ');
  const lines = code.split('\n');
  return [lines.filter(isImport).join('\n'), lines.filter((line) => !isImport(line)).join('\n')];
}

function run(program: string, given: Given = {}): { MyConstruct: new (scope: Construct, id: string) => Construct; value?: unknown } {
  const { outputText } = ts.transpileModule(program, { compilerOptions: { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022 } });
  const exported = { MyConstruct: Construct };
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- the program is the document's
  const load = (name: string): unknown => require(name === 'cdk-redshift-hsm' ? '../../src' : name);
  // eslint-disable-next-line no-new-func
  new Function('exports', 'require', 'given', outputText)(exported, load, given);
  return exported;
}

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as ts from 'typescript';
import { CHECKOUT } from './checkout';
import { OWNER_TAG } from '../../src/private/contract';
import { NOT_CLOSED } from '../lifecycle/not-closed';

/** What stands for anything, here as in the documents. */
const ANYTHING = '…';

/** Reasons in the template's metadata, which are no messages. */
const NO_MESSAGES = 'src/private/acknowledged-findings.ts';

const read = (path: string): string => readFileSync(join(CHECKOUT, path), 'utf8');

function sourcesIn(folder: string): string[] {
  return readdirSync(join(CHECKOUT, folder), { recursive: true, encoding: 'utf8' }).filter((path) => path.endsWith('.ts')).map((path) => `${folder}/${path}`);
}

function errorsSection(readme: string): string {
  const [, section] = /^## Errors, and what to do$([^]*?)^## /m.exec(readme)!;
  return section;
}

/** Everything in the code that is a sentence, with what is put in at run time as `…`. */
function messagesOf(sources: readonly string[]): string[] {
  const files = sources.map((source, index) => ts.createSourceFile(`${index}.ts`, source, ts.ScriptTarget.Latest, true));
  const constants = new Map<string, string>();
  files.flatMap((file) => file.statements).forEach((statement) => learnConstants(statement, constants));
  const messages: string[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isVariableDeclaration(node) && constants.has(node.name.getText())) return; // it is shown as a part of something else
    if (ts.isPropertyAssignment(node) && node.name.getText() === 'description') return; // of a resource in the template
    const text = ts.isExpression(node) ? textOf(node, constants) : undefined;
    if (text === undefined) ts.forEachChild(node, visit);
    else if (isSentence(text)) messages.push(text);
  };
  files.forEach(visit);
  return [...new Set(messages)];
}

function learnConstants(statement: ts.Statement, constants: Map<string, string>): void {
  if (!ts.isVariableStatement(statement)) return;
  for (const { name, initializer } of statement.declarationList.declarations) {
    const text = initializer && textOf(initializer, constants);
    if (text !== undefined) constants.set(name.getText(), text);
  }
}

/** What a string expression says; undefined if it is something else. */
function textOf(node: ts.Expression, constants: ReadonlyMap<string, string>): string | undefined {
  if (ts.isStringLiteralLike(node)) return node.text;
  if (ts.isTemplateExpression(node)) {
    const spans = node.templateSpans.map(({ expression, literal }) => (constants.get(expression.getText()) ?? ANYTHING) + literal.text);
    return node.head.text + spans.join('');
  }
  if (ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.PlusToken) {
    const [left, right] = [textOf(node.left, constants), textOf(node.right, constants)];
    return left === undefined && right === undefined ? undefined : `${left ?? ANYTHING}${right ?? ANYTHING}`;
  }
  return undefined;
}

function isSentence(text: string): boolean {
  return text.replaceAll(ANYTHING, '').split(/\s+/).filter((word) => /[a-z]{2}/.test(word)).length > 2;
}

/** The beginnings of messages that documents have, each as code. */
function documented(...documents: readonly string[]): string[] {
  const prose = documents.map((document) => document.replace(/^ *```[^]*?^ *```$/gm, ''));
  return prose.flatMap((document) => [...document.matchAll(/`([^`]+)`/g)].map(([, code]) => code.replace(/\s+/g, ' ')));
}

function undocumented(messages: readonly string[], beginnings: readonly string[]): string[] {
  const patterns = beginnings.map(essence).filter((beginning) => beginning.replaceAll(/\W/g, '').length > 5)
    .map((beginning) => new RegExp(`^${beginning.split(ANYTHING).map(escaped).join('.*')}`, 's'));
  return messages.filter((message) => !patterns.some((pattern) => pattern.test(essence(message))));
}

/**
 * What tells a message from others. Most are about "the HSM client certificate …", so that says nothing. An answer to CloudFormation
 * begins with a capital letter.
 */
function essence(message: string): string {
  const small = message.replace(/^[A-Z](?=[a-z]* )/, (letter) => letter.toLowerCase());
  return small.replace(/^the HSM client certificate[ …]*/, '').replace(/ ?…$/, '');
}

function escaped(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\/-]/g, '\\$&');
}

test.each([
  ['in an error', 'throw new Error(`the disk ${name} is full`)', 'the disk … is full'],
  ['in several lines', 'throw new Error(`the disk ${name} is full: `\n + \'delete something\')', 'the disk … is full: delete something'],
  ['with a constant', 'const LIMIT = \'ten\'; throw new Error(`at most ${LIMIT} are allowed`)', 'at most ten are allowed'],
  ['that is returned', 'const problem = (name) => name ? undefined : \'there is no name\';', 'there is no name'],
  ['with a sentence in it', 'run.warn(`the disk ${isNew ? \'that was put in\' : \'\'} is full`)', 'the disk … is full'],
])('a message is found %s', (_, source, message) => {
  expect(messagesOf([source])).toEqual([message]);
});

const DISK_IS_FULL = 'the HSM client certificate … is too big for the disk …: delete something';

test.each([
  'The HSM client certificate … is too big', 'the HSM client certificate … is too big for the disk …', '… for the disk …: delete something',
])('the message of a full disk is documented as `%s`', (code) => {
  expect(undocumented([DISK_IS_FULL], documented(`| \`${code}\` |`))).toEqual([]);
});

test.each([
  'delete something', 'The HSM client certificate', 'The HSM client certificate …', 'The HSM client certificate … is too big for the disk C', 'is',
])('the message of a full disk is not documented as `%s`', (code) => {
  expect(undocumented([DISK_IS_FULL], documented(`| \`${code}\` |`))).toEqual([DISK_IS_FULL]);
});

test('what a document has as a block of code documents nothing', () => {
  expect(documented('```text\nthe HSM `client` certificate\n```\n')).toEqual([]);
});

test('every message of the constructs and the handler is in the README or in the troubleshooting guide', () => {
  const messages = messagesOf([...sourcesIn('src'), ...sourcesIn('lambda')].filter((path) => path !== NO_MESSAGES).map(read));
  expect(messages).toContain('the identifier … is taken by what Redshift does not show: it refuses to create an HSM client certificate '
    + 'of that name since there is one, and describes none. Choose another identifier, or try again later');
  expect(undocumented(messages, documented(errorsSection(read('README.md')), read('docs/troubleshooting.md')))).toEqual([]);
});

test('no code in a doc comment has what ends a sentence or begins a tag, where jsii would cut it', () => {
  const comments = sourcesIn('src').flatMap((path) => [...read(path).matchAll(/\/\*\*[^]*?\*\//g)].map(([comment]) => comment.replace(/\n *\* ?/g, ' ')));
  const spans = comments.flatMap((comment) => [...comment.matchAll(/`[^`]+`/g)].map(([code]) => code));
  expect(spans).toContain('`AWS::NoValue`');
  expect(spans.filter((code) => /[.?!]\s|\s@/.test(code))).toEqual([]);
});

test('the sample of a service control policy admits the owner tag', () => {
  const [, policy] = /^```json\n([^]*?)^```/m.exec(read('docs/troubleshooting.md'))!;
  const { Statement: [onlyListedTagKeys] } = JSON.parse(policy);
  expect(onlyListedTagKeys.Condition['ForAnyValue:StringNotEquals']['aws:TagKeys']).toContain(OWNER_TAG);
});

test('every guide with commands that no test can run says what they need', () => {
  const guides = readdirSync(join(CHECKOUT, 'docs')).filter((name) => name.endsWith('.md') && /^ *(aws|lunash:>) /m.test(read(`docs/${name}`)));
  expect(guides).toContain('register-on-the-hsm.md');
  expect(guides.filter((name) => !/ need an AWS account/.test(read(`docs/${name}`)))).toEqual([]);
});

test('every case that the exploration knows as not closed is in the guide, and no other', () => {
  const cases = [...read('docs/what-is-not-closed.md').matchAll(/^\| \*\*(.+?)\*\* \|/gm)].map(([, name]) => name);
  expect(cases.sort()).toEqual(NOT_CLOSED.map(({ name }) => name).sort());
});

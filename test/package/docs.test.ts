import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CHECKOUT } from '../../projenrc/checkout';
import { OWNER_TAG } from '../../src/private/contract';
import { KNOWN_LIMITATIONS } from '../lifecycle/checks/known-limitations';

const read = (path: string): string => readFileSync(join(CHECKOUT, path), 'utf8');

function sourcesIn(folder: string): string[] {
  return readdirSync(join(CHECKOUT, folder), { recursive: true, encoding: 'utf8' }).filter((path) => path.endsWith('.ts')).map((path) => `${folder}/${path}`);
}

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

test('every limitation that the exploration knows is in the guide, and no other', () => {
  const cases = [...read('docs/known-limitations.md').matchAll(/^\| \*\*(.+?)\*\* \|/gm)].map(([, name]) => name);
  expect(cases.sort()).toEqual(KNOWN_LIMITATIONS.map(({ name }) => name).sort());
});

import { absoluteLinkProblems, linkProblems, links, type Repository } from './links';
import { repository } from './repository';

const files: Record<string, string> = {
  'README.md': '# Title\n## What it is\n## Re-use\n## What it is\n',
  'docs/guide.md': '# Guide\n## First step: `scp`\n<a id="by-hand"></a>\n',
  'docs/flow.svg': '<svg/>',
  '.github/workflows/build.yml': 'name: build',
};

const ours: Repository = { url: 'https://github.com/us/lib', branch: 'main', files: new Set(Object.keys(files)), read: (path) => files[path] };

const readme = (markdown: string): string[] => absoluteLinkProblems({ path: 'README.md', markdown: `${files['README.md']}\n${markdown}` }, ours);
const guide = (markdown: string): string[] => linkProblems({ path: 'docs/guide.md', markdown: `${files['docs/guide.md']}\n${markdown}` }, ours);

test('links are found however they are written, but not in code', () => {
  const markdown = [
    '[a](https://a.example "title") and ![b](b.svg), [c](<c.md>) [d][ref] <https://e.example>',
    '[ref]: ./d.md', '<img alt="f" src="f.png"><a href=\'g.md\'>g</a>', '[![h](h.svg)](i.md) [j](j_(k).md)',
    '`[no](no.md)` and ``[`no`](no.md)``', '```ts', '[no](no.md)', '```', '   ~~~', '[no](no.md)', '   ~~~',
  ].join('\n');
  expect(links(markdown).sort()).toEqual(['./d.md', 'b.svg', 'c.md', 'f.png', 'g.md', 'h.svg', 'https://a.example', 'https://e.example', 'i.md', 'j_(k).md']);
});

test.each([
  'https://docs.aws.amazon.com/redshift/', 'mailto:us@example.com', '#what-it-is',
  'https://github.com/us/lib', 'https://github.com/us/lib/issues', 'https://github.com/us/library/blob/gone/x.md',
  'https://github.com/us/lib/blob/main/docs/guide.md#first-step-scp', 'https://github.com/us/lib/blob/HEAD/docs/guide.md#by-hand', 'https://github.com/us/lib/tree/main/docs',
  'https://raw.githubusercontent.com/us/lib/main/docs/flow.svg', 'https://github.com/us/lib/actions/workflows/build.yml/badge.svg',
])('the README may link to %s', (link) => {
  expect(readme(`[link](${link})`)).toEqual([]);
});

test.each([
  ['docs/guide.md', 'is relative, and leads nowhere on npm and Construct Hub'],
  ['./docs/flow.svg', 'is relative'],
  ['/docs/guide.md', 'is relative'],
  ['', 'is relative'],
  ['#what-it-was', 'is dead: there is no heading for it'],
  ['#what-it-is-1', 'is dead on Construct Hub'],
  ['#re-use', 'is dead on Construct Hub, which keeps only letters, digits and spaces of a heading'],
  ['https://github.com/us/lib/blob/main/docs/gone.md', 'is dead: there is no docs/gone.md'],
  ['https://github.com/us/lib/blob/master/docs/guide.md', 'is to master, not to the branch main'],
  ['https://github.com/us/lib/blob/main/docs/guide.md#second-step', 'is dead: docs/guide.md has no heading for #second-step'],
  ['https://github.com/us/lib/tree/main/guides', 'is dead: there is no guides'],
  ['https://raw.githubusercontent.com/us/lib/main/docs/gone.svg', 'is dead: there is no docs/gone.svg'],
  ['https://github.com/us/lib/actions/workflows/test.yml/badge.svg', 'is dead: there is no .github/workflows/test.yml'],
])('in the README, the link %p %s', (link, problem) => {
  expect(readme(`[link](${link})`)).toEqual([expect.stringContaining(`README.md: the link ${link} ${problem}`)]);
});

test.each(['flow.svg', '../README.md', '../README.md#re-use', '../docs', '..', '#first-step-scp', 'guide.md#by-hand', 'https://example.com'])('a guide may link to %s', (link) => {
  expect(guide(`[link](${link})`)).toEqual([]);
});

test.each([
  ['gone.md', 'is dead: there is no docs/gone.md'],
  ['../guide.md', 'is dead: there is no guide.md'],
  ['#second-step', 'is dead: docs/guide.md has no heading for #second-step'],
  ['../README.md#gone', 'is dead: README.md has no heading for #gone'],
  ['https://github.com/us/lib/blob/main/gone.md', 'is dead: there is no gone.md'],
])('in a guide, the link %p %s', (link, problem) => {
  expect(guide(`[link](${link})`)).toEqual([`docs/guide.md: the link ${link} ${problem}`]);
});

test('no document of the repository has a dead link', async () => {
  const checkout = await repository();
  const documents = [...checkout.files].filter((path) => path.endsWith('.md'));
  expect(documents).toContain('README.md');
  expect(documents.flatMap((path) => linkProblems({ path, markdown: checkout.read(path) }, checkout))).toEqual([]);
});

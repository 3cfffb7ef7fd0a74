import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { nextVersion, notesOf, refuseFuture } from '../../../projenrc/release/changelog';

const CHANGELOG = `# Changelog

What users notice.

## [Unreleased]

## [0.2.0] - 2027-03-01

### Added

* a second thing

## [0.1.0] - 2027-02-01

### Added

* a [first](https://example.com/first) thing

## [0.0.1]

* too early

[Unreleased]: https://example.com/compare/v0.2.0...HEAD
[0.2.0]: https://example.com/compare/v0.1.0...v0.2.0
`;

test.each([undefined, '0.1.0'])('the newest version in the changelog is released after %s', (latest) => {
  expect(nextVersion(CHANGELOG, latest)).toBe('0.2.0');
});

test.each([
  ['after a release of the newest', CHANGELOG, '0.2.0', 'CHANGELOG.md has no version after 0.2.0: rename "## [Unreleased]" to "## [<version>] - <year>-<month>-<day>"'],
  ['before the first', '# Changelog\n\n## [Unreleased]\n', undefined, 'CHANGELOG.md has no version yet: rename'],
])('%s there is no version to be released', (_, changelog, latest, problem) => {
  expect(() => nextVersion(changelog, latest)).toThrow(problem);
});

/** Headings, each with an entry. */
const changelogOf = (...headings: string[]): string => headings.map((heading) => `## ${heading}\n\n* a thing\n`).join('\n');

test.each([
  [['[1.10.0] - 2027-02-02', '[1.9.0] - 2027-02-01'], '1.9.0', '1.10.0'],
  [['[Unreleased]', '[2.0.0] - 2027-02-01', '[2.0.0-rc.10] - 2027-02-01', '[2.0.0-rc.9] - 2027-01-01', '[1.0.0]'], '2.0.0-rc.10', '2.0.0'],
  [['[2.0.0-rc.10] - 2027-02-01'], '2.0.0-rc.9', '2.0.0-rc.10'],
  [['[1.0.0] - 2028-02-29\r'], '', '1.0.0'],
  [['[1.0.1] - 2027-02-01', '[1.0.0] - 2027-02-01 [YANKED]'], '1.0.0', '1.0.1'],
])('of %p, %p being the latest release, %s is released', (headings, latest, version) => {
  expect(nextVersion(changelogOf(...headings), latest)).toBe(version);
});

const NO_VERSION = 'is no version: <major>.<minor>.<patch> or <major>.<minor>.<patch>-<prerelease> is expected, without a leading v or zeros';

test.each([
  ...['v1.1.0', 'V1.1.0', '1.1', '1', '1.1.0.0', '01.1.0', '1.01.0', '1.1.00', '1.1.0-01', '1.1.0-', '1.1.0+build', '=1.1.0', ' 1.1.0', '1.1.0 ',
    '1.1.x', 'unreleased', 'next', '１.1.0', '9007199254740992.0.0', '-1.0.0'].map((name) => [[`[${name}] - 2027-02-01`], `"${name}" in CHANGELOG.md ${NO_VERSION}`]),
  [['[1.1.0] - 2027-02-01', '[v1.0.0] - 2027-01-01'], `"v1.0.0" in CHANGELOG.md ${NO_VERSION}`],
  [['1.1.0 - 2027-02-01'], 'the heading "## 1.1.0 - 2027-02-01" of CHANGELOG.md is that of no version: it should be "## [Unreleased]" or "## [<version>]'],
  [['[1.1.0] (2027-02-01)'], 'the heading "## [1.1.0] (2027-02-01)" of CHANGELOG.md is that of no version'],
  [['[1.1.0](https://example.com) - 2027-02-01'], 'is that of no version'],
  [['[]'], 'is that of no version'],
  [['[0.9.0] - 2027-02-01'], 'the newest version in CHANGELOG.md is 0.9.0, which is lower than the latest release, 1.0.0: choose a higher one'],
  [['[1.0.0-rc.1] - 2027-02-01'], 'the newest version in CHANGELOG.md is 1.0.0-rc.1, which is lower than the latest release, 1.0.0'],
  [['[1.0.0] - 2027-02-01'], 'CHANGELOG.md has no version after 1.0.0'],
  [['[1.1.0] - 2027-02-01', '[1.2.0] - 2027-01-01'], '1.1.0 is above 1.2.0 in CHANGELOG.md, which is higher'],
  [['[1.9.0] - 2027-02-01', '[1.10.0] - 2027-01-01'], '1.9.0 is above 1.10.0 in CHANGELOG.md, which is higher'],
  [['[1.1.0-rc.9] - 2027-02-01', '[1.1.0-rc.10] - 2027-01-01'], '1.1.0-rc.9 is above 1.1.0-rc.10 in CHANGELOG.md, which is higher'],
  [['[1.1.0-rc.1] - 2027-02-01', '[1.1.0] - 2027-01-01'], '1.1.0-rc.1 is above 1.1.0 in CHANGELOG.md, which is higher'],
  [['[1.2.0] - 2027-02-01', '[1.1.0] - 2027-01-02', '[1.1.0] - 2027-01-01'], 'CHANGELOG.md has two sections for 1.1.0'],
  [['[1.1.0] - 2027-02-01', '[Unreleased]'], '"## [Unreleased]" of CHANGELOG.md is below 1.1.0: it should be there once, above all versions'],
  [['[Unreleased]', '[Unreleased]', '[1.1.0] - 2027-02-01'], '"## [Unreleased]" of CHANGELOG.md is below Unreleased'],
  [['[1.1.0]'], 'the section of CHANGELOG.md for 1.1.0 has no date: its heading should be "## [1.1.0] - <year>-<month>-<day>"'],
  ...['2027-02-30', '2027-13-01', '2027-2-1', '01.02.2027', '2027-02-01 [YANKED]', 'today'].map((date) => [[`[1.1.0] - ${date}`],
    `the section of CHANGELOG.md for 1.1.0 has the date "${date}", which is none: <year>-<month>-<day> is expected`]),
  [['[1.1.0] - 2027-01-31', '[1.0.0] - 2027-02-01'], '1.1.0 of CHANGELOG.md has the date 2027-01-31, before that of 1.0.0, 2027-02-01'],
] as [string[], string][])('of %j, 1.0.0 being the latest release, none is released', (headings, problem) => {
  expect(() => nextVersion(changelogOf(...headings), '1.0.0')).toThrow(problem);
});

test.each(['latest', '1.0', 'release-1'])('after a release with the tag %s, none is released', (latest) => {
  expect(() => nextVersion(changelogOf('[1.1.0] - 2027-02-01'), latest)).toThrow(`the tag of the latest release is "${latest}", which is no version`);
});

test('a version may have a date that has begun anywhere, and none in the future', () => {
  const changelog = changelogOf('[1.1.0] - 2027-02-02');
  expect(() => refuseFuture('1.1.0', changelog, new Date('2027-02-01T09:59:59Z'))).toThrow(
    'the section of CHANGELOG.md for 1.1.0 has the date 2027-02-02, which is in the future');
  expect(() => refuseFuture('1.1.0', changelog, new Date('2027-02-01T10:00:00Z'))).not.toThrow(); // the day begins on Kiritimati
});

test.each([
  ['0.2.0', '### Added\n\n* a second thing\n'],
  ['0.1.0', '### Added\n\n* a [first](https://example.com/first) thing\n'],
])('the notes of %s are its section', (version, notes) => {
  expect(notesOf(version, CHANGELOG)).toBe(notes);
});

test.each([
  ['1.0.0', 'CHANGELOG.md has no section for 1.0.0'],
  ['0.1', 'CHANGELOG.md has no section for 0.1'],
  ['0.0.1', 'the section of CHANGELOG.md for 0.0.1 has no date'],
  ['Unreleased', 'the section of CHANGELOG.md for Unreleased has no date'],
])('there are no notes of %s', (version, problem) => {
  expect(() => notesOf(version, CHANGELOG)).toThrow(problem);
});

test('there are no notes of a day that is none', () => {
  expect(() => notesOf('0.2.0', CHANGELOG.replace('2027-03-01', '2027-02-29'))).toThrow('the section of CHANGELOG.md for 0.2.0 has the date "2027-02-29"');
});

test('a version of which nothing is said is not released', () => {
  expect(() => notesOf('0.3.0', CHANGELOG.replace('[Unreleased]\n', '[0.3.0] - 2027-04-01\n'))).toThrow('the section of CHANGELOG.md for 0.3.0 is empty');
});

test('what is not released yet becomes the notes of a version when its heading is renamed', () => {
  const changelog = readFileSync(join(__dirname, '..', '..', '..', 'CHANGELOG.md'), 'utf8');
  const renamed = changelog.replace('\n## [Unreleased]\n', '\n## [98.7.6] - 2027-01-01\n\n### Security\n\n* one thing more\n');
  expect(notesOf('98.7.6', renamed)).toMatch(/^### Security\n\n\* one thing more\n(?!.*^## )/ms);
});

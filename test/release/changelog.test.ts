import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { nextVersion, notesOf } from '../../release/changelog';

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
])('there are no notes of %s', (version, problem) => {
  expect(() => notesOf(version, CHANGELOG)).toThrow(problem);
});

test('a version of which nothing is said is not released', () => {
  expect(() => notesOf('0.3.0', CHANGELOG.replace('[Unreleased]\n', '[0.3.0] - 2027-04-01\n'))).toThrow('the section of CHANGELOG.md for 0.3.0 is empty');
});

test('what is not released yet becomes the notes of a version when its heading is renamed', () => {
  const changelog = readFileSync(join(__dirname, '..', '..', 'CHANGELOG.md'), 'utf8');
  const renamed = changelog.replace('\n## [Unreleased]\n', '\n## [98.7.6] - 2027-01-01\n\n### Security\n\n* one thing more\n');
  expect(notesOf('98.7.6', renamed)).toMatch(/^### Security\n\n\* one thing more\n(?!.*^## )/ms);
});

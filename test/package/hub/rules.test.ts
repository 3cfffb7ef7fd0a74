import { identityProblems, keywordProblems, licenceProblems, releaseNotesProblems } from './rules';

const identity = { name: 'one', version: '1.0.0', license: 'Apache-2.0' };

test('a package that is the same in package.json and .jsii is in order', () => {
  expect(identityProblems(identity, { ...identity })).toEqual([]);
});

test.each(['name', 'version', 'license'] as const)('another %s in .jsii is named', (field) => {
  expect(identityProblems(identity, { ...identity, [field]: 'another' }))
    .toEqual([`The ${field} is ${identity[field]} in package.json and another in .jsii: a package whose two differ is ignored`]);
});

test.each(['Apache-2.0', 'MIT', 'MIT-0', 'BSD-3-Clause', '0BSD', 'ISC', 'MPL-2.0', 'EPL-2.0', 'CDDL-1.0'])('the licence %s is allowed', (licence) => {
  expect(licenceProblems(licence, ['LICENSE'])).toEqual([]);
});

test.each(['GPL-3.0', 'AGPL-3.0-only', 'UNLICENSED', 'Apache-2.0 OR GPL-3.0', 'apache-2.0', 'MPL-1.0', ''])('the licence %p is not', (licence) => {
  expect(licenceProblems(licence, ['LICENSE'])).toEqual([`The licence ${licence} is none that is listed`]);
});

test.each(['LICENSE', 'license.md', 'License.txt'])('%s is a licence file', (file) => {
  expect(licenceProblems('MIT', ['package.json', file])).toEqual([]);
});

test.each(['LICENCE', 'LICENSE.pdf', 'THIRD-PARTY-LICENSES'])('%s is none', (file) => {
  expect(licenceProblems('MIT', [file])).toEqual(['There is no licence file']);
});

test('one keyword of the CDK is enough', () => {
  expect(keywordProblems(['redshift', 'awscdk'])).toEqual([]);
});

test.each([[['redshift', 'cdk-redshift']], [[]], [undefined]])('without one, as in %p, a package is not found', (keywords) => {
  expect(keywordProblems(keywords)).toEqual([`None of the keywords (${(keywords ?? []).join(', ')}) is one of cdk, aws-cdk, awscdk, cdk8s, cdktf`]);
});

const changelog = '# Changelog\n\n## [Unreleased]\n\n## [1.0.0] - 2027-01-01\n\n* one thing\n\n## [0.9.0]\n';

test.each(['1.0.0', '0.0.0'])('there are release notes of %s, or may be', (version) => {
  expect(releaseNotesProblems(version, changelog)).toEqual([]);
});

test.each([
  ['0.9.0', changelog, 'There are no release notes: the section of CHANGELOG.md for 0.9.0 has no date'],
  ['2.0.0', changelog, 'There are no release notes: CHANGELOG.md has no section for 2.0.0'],
  ['0.0.0', '# Changelog\n', 'CHANGELOG.md has no section "## [Unreleased]"'],
])('there are none of %s', (version, text, problem) => {
  expect(releaseNotesProblems(version, text)).toEqual([expect.stringContaining(problem)]);
});

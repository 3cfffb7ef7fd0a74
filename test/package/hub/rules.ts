import { notesOf, UNRELEASED } from '../../../projenrc/release/changelog';

/*
 * What Construct Hub demands of a package, as its sources say: https://github.com/cdklabs/construct-hub
 * (`ingestion.lambda.ts`, `npm-js-follower.lambda.ts`, `construct-hub.ts`). Each rule returns what is wrong.
 */

/** What both package.json and `.jsii` say of a package. */
export interface Identity {
  readonly name: string;
  readonly version: string;
  readonly license: string;
}

export function identityProblems(packageJson: Identity, assembly: Identity): string[] {
  const names: (keyof Identity)[] = ['name', 'version', 'license'];
  return names.filter((name) => packageJson[name] !== assembly[name])
    .map((name) => `The ${name} is ${packageJson[name]} in package.json and ${assembly[name]} in .jsii: a package whose two differ is ignored`);
}

/** The licences that it lists packages of, unless it is set up otherwise. */
const ALLOWED_LICENCES = [
  /^Apache-(1\.0|1\.1|2\.0)$/, /^(0BSD|BSD-[\w.-]+)$/, /^CDDL-1\.[01]$/, /^EPL-[12]\.0$/, /^ISC$/, /^(MIT|MIT-[\w-]+|MITNFA|AML)$/, /^MPL-2\.0$/,
];

export function licenceProblems(licence: string, files: readonly string[]): string[] {
  return [
    ...(ALLOWED_LICENCES.some((allowed) => allowed.test(licence)) ? [] : [`The licence ${licence} is none that is listed`]),
    ...(files.some((file) => /^license(\.(md|txt))?$/i.test(file)) ? [] : ['There is no licence file']),
  ];
}

const KEYWORDS = ['cdk', 'aws-cdk', 'awscdk', 'cdk8s', 'cdktf'];

export function keywordProblems(keywords: readonly string[] = []): string[] {
  return keywords.some((keyword) => KEYWORDS.includes(keyword)) ? [] : [`None of the keywords (${keywords.join(', ')}) is one of ${KEYWORDS.join(', ')}`];
}

/** The version of a checkout, which is no release. */
const NO_RELEASE = '0.0.0';

/** It shows the notes of the release on GitHub, which are made from the changelog. */
export function releaseNotesProblems(version: string, changelog: string): string[] {
  if (version === NO_RELEASE) return changelog.includes(`\n## [${UNRELEASED}]\n`) ? [] : [`CHANGELOG.md has no section "## [${UNRELEASED}]"`];
  try {
    notesOf(version, changelog);
    return [];
  } catch (error) {
    return [`There are no release notes: ${(error as Error).message}`];
  }
}

/** A changelog that is kept by hand, in the form of https://keepachangelog.com/en/1.1.0/ */

const HEADING = /^## \[([^\]]+)\](?: - (\d{4}-\d{2}-\d{2}))?[ \t]*$/gm;
export const UNRELEASED = 'Unreleased';

/** The version to be released: the newest in the changelog. Throws if that is not newer than the latest release. */
export function nextVersion(changelog: string, latestRelease?: string): string {
  const newest = [...changelog.matchAll(HEADING)].map(([, name]) => name).find((name) => name !== UNRELEASED);
  if (newest !== undefined && newest !== latestRelease) return newest;
  throw new Error(`CHANGELOG.md has no version ${latestRelease ? `after ${latestRelease}` : 'yet'}: rename "## [${UNRELEASED}]" to "## [<version>] - <year>-<month>-<day>"`);
}

/** What the changelog says of a version, without its heading. Throws if it says nothing, or not when it was released. */
export function notesOf(version: string, changelog: string): string {
  const headings = [...changelog.matchAll(HEADING)];
  const index = headings.findIndex(([, name]) => name === version);
  if (index < 0) throw new Error(`CHANGELOG.md has no section for ${version}`);
  const [heading, , date] = headings[index];
  if (!date) throw new Error(`the section of CHANGELOG.md for ${version} has no date: its heading should be "## [${version}] - <year>-<month>-<day>"`);
  const section = changelog.slice(headings[index].index + heading.length, headings[index + 1]?.index);
  const notes = section.replace(/^\[[^\]]+\]: \S+$/gm, '').trim(); // where headings link to
  if (!notes) throw new Error(`the section of CHANGELOG.md for ${version} is empty`);
  return `${notes}\n`;
}

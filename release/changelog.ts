/** A changelog that is kept by hand, in the form of https://keepachangelog.com/en/1.1.0/ */

const HEADING = /^## \[([^\]]+)\](?: - (\d{4}-\d{2}-\d{2}))?[ \t]*$/gm;

/** What the changelog says of a version, without its heading. Throws if it says nothing, or not when it was released. */
export function notesOf(version: string, changelog: string): string {
  const headings = [...changelog.matchAll(HEADING)];
  const index = headings.findIndex(([, name]) => name === version);
  if (index < 0) {
    const names = headings.map(([, name]) => name).join(', ') || 'none';
    throw new Error(`CHANGELOG.md has no section for ${version}, only ${names}: rename "## [Unreleased]" to "## [${version}] - <year>-<month>-<day>"`);
  }
  const [heading, , date] = headings[index];
  if (!date) throw new Error(`the section of CHANGELOG.md for ${version} has no date: its heading should be "## [${version}] - <year>-<month>-<day>"`);
  const start = headings[index].index + heading.length;
  const section = changelog.slice(start, headings[index + 1]?.index);
  const notes = section.replace(/^\[[^\]]+\]: \S+$/gm, '').trim(); // where headings link to
  if (!notes) throw new Error(`the section of CHANGELOG.md for ${version} is empty`);
  return `${notes}\n`;
}

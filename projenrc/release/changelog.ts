import { compare, valid } from 'semver';

/** A changelog that is kept by hand, in the form of https://keepachangelog.com/en/1.1.0/ */

export const UNRELEASED = 'Unreleased';

const HEADING = /^##(?!#)[ \t]*(.*?)[ \t\r]*$/gm;
const VERSION_HEADING = /^\[([^\]]+)\](?: - (.+))?$/;
const FORM = '"## [<version>] - <year>-<month>-<day>"';

interface Section {
  /** As its heading has it: a version, or `Unreleased`. */
  readonly name: string;
  readonly date?: string;
  readonly text: string;
}

/**
 * The version to be released: the newest in the changelog. Throws if that is not newer than the latest release, or the changelog is
 * not in order: versions and dates, each once, from the newest to the oldest.
 */
export function nextVersion(changelog: string, latestRelease?: string): string {
  const sections = sectionsOf(changelog);
  const versions = sections.filter(({ name }) => name !== UNRELEASED);
  refuseUnreleasedBelow(sections);
  for (const { name } of versions) refuseVersion(name);
  versions.forEach((each, i) => i > 0 && refuseOrder(versions[i - 1], each));
  if (latestRelease && valid(latestRelease) !== latestRelease) {
    throw new Error(`the tag of the latest release is "${latestRelease}", which is no version: <major>.<minor>.<patch> is expected after its v`);
  }
  const [newest] = versions;
  if (newest === undefined || newest.name === latestRelease) {
    throw new Error(`CHANGELOG.md has no version ${latestRelease ? `after ${latestRelease}` : 'yet'}: rename "## [${UNRELEASED}]" to ${FORM}`);
  }
  if (latestRelease && compare(newest.name, latestRelease) < 0) {
    throw new Error(`the newest version in CHANGELOG.md is ${newest.name}, which is lower than the latest release, ${latestRelease}: choose a higher one`);
  }
  refuseDate(newest);
  return newest.name;
}

/** What the changelog says of a version, without its heading. Throws if it says nothing, or not when it was released. */
export function notesOf(version: string, changelog: string): string {
  const section = sectionsOf(changelog).find(({ name }) => name === version);
  if (!section) throw new Error(`CHANGELOG.md has no section for ${version}`);
  refuseDate(section);
  const notes = section.text.replace(/^\[[^\]]+\]: \S+$/gm, '').trim(); // where headings link to
  if (!notes) throw new Error(`the section of CHANGELOG.md for ${version} is empty`);
  return `${notes}\n`;
}

/** Throws if a version is dated later than today, wherever on Earth that is said. */
export function refuseFuture(version: string, changelog: string, now: Date): void {
  const date = sectionsOf(changelog).find(({ name }) => name === version)?.date;
  const today = new Date(now.getTime() + 14 * 3_600_000).toISOString().slice(0, 10);
  if (date !== undefined && date > today) throw new Error(`the section of CHANGELOG.md for ${version} has the date ${date}, which is in the future`);
}

function sectionsOf(changelog: string): Section[] {
  const headings = [...changelog.matchAll(HEADING)];
  return headings.map(({ 0: line, 1: heading, index }, i) => {
    const [, name, date] = VERSION_HEADING.exec(heading) ?? [];
    if (name === undefined) {
      throw new Error(`the heading "## ${heading}" of CHANGELOG.md is that of no version: it should be "## [${UNRELEASED}]" or ${FORM}`);
    }
    return { name, date, text: changelog.slice(index + line.length, headings[i + 1]?.index) };
  });
}

function refuseUnreleasedBelow(sections: readonly Section[]): void {
  const place = sections.map(({ name }) => name).lastIndexOf(UNRELEASED);
  if (place > 0) throw new Error(`"## [${UNRELEASED}]" of CHANGELOG.md is below ${sections[place - 1].name}: it should be there once, above all versions`);
}

function refuseVersion(name: string): void {
  if (valid(name) !== name) { // which also takes a leading v, and white space
    throw new Error(`"${name}" in CHANGELOG.md is no version: <major>.<minor>.<patch> or <major>.<minor>.<patch>-<prerelease> is expected, `
      + 'without a leading v or zeros, as https://semver.org has it');
  }
}

function refuseOrder(above: Section, below: Section): void {
  const order = compare(above.name, below.name);
  if (order === 0) throw new Error(`CHANGELOG.md has two sections for ${above.name}`);
  if (order < 0) throw new Error(`${above.name} is above ${below.name} in CHANGELOG.md, which is higher: versions go from the newest to the oldest`);
  const [later, earlier] = [above, below].map(({ date }) => date?.slice(0, 10)); // what is withdrawn has `[YANKED]` after it
  if (later !== undefined && earlier !== undefined && later < earlier) {
    throw new Error(`${above.name} of CHANGELOG.md has the date ${above.date}, before that of ${below.name}, ${below.date}`);
  }
}

function refuseDate({ name, date }: Section): void {
  if (date === undefined) throw new Error(`the section of CHANGELOG.md for ${name} has no date: its heading should be "## [${name}] - <year>-<month>-<day>"`);
  const day = new Date(`${date}T00:00:00Z`);
  if (Number.isNaN(day.getTime()) || day.toISOString().slice(0, 10) !== date) {
    throw new Error(`the section of CHANGELOG.md for ${name} has the date "${date}", which is none: <year>-<month>-<day> is expected, as in 2027-02-01`);
  }
}

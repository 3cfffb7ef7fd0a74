import { notesOf } from './changelog';
import { readChangelog, readVersion, writeNotes } from './files';

/*
 * Makes the release notes from what the changelog says of the version, in place of a list of commits. Run by `npx projen bump`.
 */

try {
  const version = readVersion();
  writeNotes(notesOf(version, readChangelog()));
  console.log(`The release notes of ${version} are made from CHANGELOG.md.`);
} catch (error) {
  console.error((error as Error).message);
  process.exitCode = 1;
}

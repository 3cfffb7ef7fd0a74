import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { notesOf } from './changelog';

/*
 * Makes the release notes from what the changelog says of the version, in place of a list of commits. Part of `npx projen release`, after
 * the version was found; ends the release if the changelog is not ready for it.
 */

const ROOT = join(__dirname, '..');
const VERSION = join(ROOT, 'dist', 'version.txt');
const NOTES = join(ROOT, 'dist', 'changelog.md');

try {
  const version = readFileSync(VERSION, 'utf8').trim();
  writeFileSync(NOTES, notesOf(version, readFileSync(join(ROOT, 'CHANGELOG.md'), 'utf8')));
  console.log(`The release notes of ${version} are made from CHANGELOG.md.`);
} catch (error) {
  console.error((error as Error).message);
  process.exitCode = 1;
}

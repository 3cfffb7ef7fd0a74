import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(__dirname, '..', '..');

export function readChangelog(): string {
  return readFileSync(join(ROOT, 'CHANGELOG.md'), 'utf8');
}

/** As `npx projen bump` has decided. */
export function readVersion(): string {
  return readFileSync(join(ROOT, 'dist', 'version.txt'), 'utf8').trim();
}

/** What the release on GitHub will say. */
export function writeNotes(notes: string): void {
  writeFileSync(join(ROOT, 'dist', 'changelog.md'), notes);
}

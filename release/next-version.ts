import { nextVersion } from './changelog';
import { readChangelog } from './files';

/*
 * Prints the version that is released next. Run by `npx projen bump`, with the latest release in the environment; ends it if the
 * changelog is not ready for a new one.
 */

const { LATEST_TAG } = process.env;

try {
  console.log(nextVersion(readChangelog(), LATEST_TAG?.replace(/^v/, '')));
} catch (error) {
  console.error((error as Error).message);
  process.exitCode = 1;
}

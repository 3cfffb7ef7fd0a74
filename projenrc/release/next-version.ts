import { nextVersion, refuseFuture } from './changelog';
import { readChangelog } from './files';

/*
 * Prints the version that is released next. Run by `npx projen bump`, with the latest release in the environment; ends it if the
 * changelog is not ready for a new one.
 */

const { LATEST_TAG } = process.env;

try {
  const changelog = readChangelog();
  const version = nextVersion(changelog, LATEST_TAG?.replace(/^v/, ''));
  refuseFuture(version, changelog, new Date());
  console.log(version);
} catch (error) {
  console.error((error as Error).message);
  process.exitCode = 1;
}

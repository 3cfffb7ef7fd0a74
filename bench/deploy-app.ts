import { App, Stack } from 'aws-cdk-lib';
import { certificates } from './peers/certificates';
import { ALL } from './peers/names';

/*
 * An app with a stack for each way to have certificates, and for each number of them.
 */

/** What the app is told. */
export interface DeployApp {
  readonly outdir: string;
  readonly counts: readonly number[];
  /** The value of a tag. */
  readonly stage: string;
}

const { outdir, counts, stage }: DeployApp = JSON.parse(process.argv[2]);
const app = new App({ outdir });
for (const whose of ALL) {
  for (const count of counts) {
    certificates[whose](new Stack(app, `${whose.replace('.', '-')}-${count}`), { count, tags: { team: 'security', stage }, outputs: true });
  }
}
app.synth();

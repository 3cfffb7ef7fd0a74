import { join } from 'node:path';
import type { Language } from './language';
import { run } from '../../../projenrc/command';

const MODULE = 'github.com/cdk-redshift-hsm/cdk-redshift-hsm-go/cdkredshifthsm';

export const go: Language = {
  name: 'go',
  target: 'go',
  tools: [{ program: 'go', args: ['version'], version: /go(\d+\.\d+)/, atLeast: '1.25', from: 'https://go.dev' }],
  manifest: 'go.mod',

  async install(app, packages, env) {
    await run('go', ['mod', 'edit', '-replace', `${MODULE}=${join(packages, 'go', 'cdkredshifthsm')}`], { cwd: app, env });
    await run('go', ['mod', 'tidy'], { cwd: app, env });
    await run('go', ['vet', '.'], { cwd: app, env });
    return {};
  },
};

import type { Language } from './language';
import { run } from '../../../projenrc/command';
import { packageFile } from '../packages';

export const typescript: Language = {
  name: 'typescript',
  target: 'js',
  tools: [],
  manifest: 'package.json',

  async install(app, packages, env) {
    await run('npm', ['install', '--no-audit', '--no-fund', packageFile(packages, 'js', '.tgz')], { cwd: app, env });
    await run('npm', ['ls'], { cwd: app, env }); // fails for a peer that is missing or of a wrong version
    await run('npx', ['tsc', '--project', '.'], { cwd: app, env });
    return {};
  },
};

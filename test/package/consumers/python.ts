import { delimiter, join } from 'node:path';
import type { Language } from './language';
import { run } from '../command';
import { packageFile } from '../packages';

export const python: Language = {
  name: 'python',
  target: 'python',
  tools: [{ program: 'python3', args: ['--version'], version: /Python (\d+\.\d+)/, atLeast: '3.10', from: 'https://www.python.org' }],
  manifest: 'requirements.txt',

  async install(app, packages, env) {
    const bin = join(app, '.venv', 'bin');
    await run('python3', ['-m', 'venv', '.venv'], { cwd: app, env });
    await run(join(bin, 'pip'), ['install', '--quiet', packageFile(packages, 'python', '.whl'), '--requirement', 'requirements.txt'], { cwd: app, env });
    await run(join(bin, 'pip'), ['check'], { cwd: app, env });
    return { PATH: [bin, env.PATH].join(delimiter) }; // as an activated environment has it
  },
};

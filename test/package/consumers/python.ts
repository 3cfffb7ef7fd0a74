import { delimiter, join } from 'node:path';
import type { Language } from './language';
import { run } from '../../../projenrc/command';
import { PINNED } from '../../../projenrc/pip';
import { packageFile } from '../packages';

export const python: Language = {
  name: 'python',
  target: 'python',
  tools: [{ program: 'python3', args: ['--version'], version: /Python (\d+\.\d+)/, atLeast: '3.10', from: 'https://www.python.org' }],
  manifest: 'requirements.txt',

  async install(app, packages, env) {
    const bin = join(app, '.venv', 'bin');
    const pip = (...args: string[]): Promise<string> => run(join(bin, 'pip'), args, { cwd: app, env });
    await run('python3', ['-m', 'venv', '.venv'], { cwd: app, env });
    // A user's pip takes what is newest. Here it is what the example asks for with all that this brings along, pinned by hash.
    await pip('install', '--quiet', ...PINNED, join(__dirname, 'requirements.txt'));
    await pip('install', '--quiet', '--no-deps', '--no-index', packageFile(packages, 'python', '.whl'));
    await pip('check'); // the wheel asks for nothing else
    await pip('install', '--quiet', '--no-index', '--requirement', 'requirements.txt'); // nor does the example
    return { PATH: [bin, env.PATH].join(delimiter) }; // as an activated environment has it
  },
};

import { mkdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { writeAtomically } from './atomic-file';
import { DEMO_FOLDER } from './checkout';

export interface EnvFile {
  /** Removes it, unless it has become that of another run. */
  remove(): Promise<void>;
}

/** Writes `.demo/env`: a terminal whose shell (sh, bash or zsh) has read it talks to the emulator, whatever else it is set up for. */
export async function writeEnvFile(variables: Record<string, string>, file: string = join(DEMO_FOLDER, 'env')): Promise<EnvFile> {
  const content = [
    'unset AWS_PROFILE AWS_DEFAULT_PROFILE AWS_SESSION_TOKEN',
    // Some programs read the one, some the other.
    'export no_proxy="127.0.0.1,localhost${no_proxy:+,$no_proxy}${NO_PROXY:+,$NO_PROXY}"',
    'export NO_PROXY="$no_proxy"',
    ...Object.entries(variables).map(([name, value]) => `export ${name}=${quoted(value)}`),
    '',
  ].join('\n');
  await mkdir(DEMO_FOLDER, { recursive: true });
  await writeAtomically(file, content);
  return {
    async remove() {
      if (await readFile(file, 'utf8').catch(() => '') === content) await rm(file, { force: true });
    },
  };
}

function quoted(value: string): string {
  return `'${value.replaceAll('\'', '\'\\\'\'')}'`;
}

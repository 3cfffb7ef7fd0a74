import { spawn } from 'node:child_process';
import { relative } from 'node:path';

/** How much of a failed command's output is worth reading. */
const LAST_LINES = 60;

export interface Where {
  readonly cwd: string;
  readonly env?: NodeJS.ProcessEnv;
}

/** Runs a program to its end and returns all that it printed. A failure says which command it was, where, and what it printed last. */
export async function run(program: string, args: readonly string[], { cwd, env }: Where): Promise<string> {
  const words = `\`${[program, ...args].join(' ')}\` in ./${relative(process.cwd(), cwd)}`;
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { cwd, env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
    const output: Buffer[] = [];
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => output.push(chunk));
    child.on('error', (error) => reject(new Error(`${words} could not be run: ${error.message}`)));
    child.on('close', (code, signal) => {
      const text = Buffer.concat(output).toString();
      if (code === 0) resolve(text);
      else reject(new Error(`${words} ended with ${signal ?? `code ${code}`}:\n${text.trimEnd().split('\n').slice(-LAST_LINES).join('\n')}`));
    });
  });
}

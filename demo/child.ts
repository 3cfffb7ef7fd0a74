import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';

export interface ChildOptions {
  readonly env: NodeJS.ProcessEnv;

  /** @default - that of this process */
  readonly cwd?: string;
}

const MAX_OUTPUT = 1_000_000;

const running = new Set<Child>();
process.on('exit', () => running.forEach((child) => child.kill())); // whatever ended this process, short of SIGKILL

/**
 * A program in a process group of its own: Ctrl-C in a terminal reaches us alone, and the program ends together with all that it
 * has started.
 */
export class Child {
  /** What the program wrote, to whichever stream; of much, the end. */
  output = '';

  /** The exit code; undefined if a signal ended it. Fails if it could not be started. */
  readonly exit: Promise<number | undefined>;

  private readonly process: ChildProcessWithoutNullStreams;

  constructor(command: string, args: readonly string[], options: ChildOptions) {
    this.process = spawn(command, args, { ...options, detached: true });
    running.add(this);
    const collect = (chunk: string): void => { this.output = (this.output + chunk).slice(-MAX_OUTPUT); };
    this.process.stdout.setEncoding('utf8').on('data', collect);
    this.process.stderr.setEncoding('utf8').on('data', collect);
    this.process.stdin.on('error', () => {}); // it need not read what it is given
    this.process.once('exit', () => this.kill()); // what it has left behind
    this.exit = new Promise((resolve, reject) => {
      this.process.once('error', reject).once('close', (code) => resolve(code ?? undefined));
    });
    this.exit.catch(() => {}).finally(() => running.delete(this));
  }

  get isRunning(): boolean {
    return running.has(this);
  }

  /** The last lines that it wrote. */
  lastOutput(lines: number = 20): string {
    return this.output.trimEnd().split('\n').slice(-lines).join('\n');
  }

  endInput(input: string): void {
    this.process.stdin.end(input);
  }

  /** At once, with everything that it started: none of it has anything to lose. */
  kill(): void {
    try {
      if (this.process.pid !== undefined) process.kill(-this.process.pid, 'SIGKILL');
    } catch {
      // there is nothing left
    }
  }
}

/** Runs a program to its end; kills it when the signal is aborted, and fails with the signal's reason. */
export async function run(
  command: string, args: readonly string[], { signal, input = '', ...options }: ChildOptions & { readonly signal: AbortSignal; readonly input?: string },
): Promise<{ exitCode: number | undefined; output: string }> {
  signal.throwIfAborted();
  const child = new Child(command, args, options);
  const kill = (): void => child.kill();
  signal.addEventListener('abort', kill, { once: true });
  try {
    child.endInput(input);
    const exitCode = await child.exit;
    signal.throwIfAborted();
    return { exitCode, output: child.output };
  } finally {
    signal.removeEventListener('abort', kill);
  }
}

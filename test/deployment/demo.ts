import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { family, Process } from './processes';
import { CHECKOUT } from '../../demo/checkout';

/** The demo as it runs, in a process group of its own as a terminal would have it. It ends by itself when the tests do. */
export class Demo {
  output = '';
  readonly exit: Promise<number | null>;
  private readonly child: ChildProcess;

  constructor(command: readonly string[], args: readonly string[] = [], env: NodeJS.ProcessEnv = {}) {
    this.child = spawn(command[0], [...command.slice(1), ...args], { cwd: CHECKOUT, env: { ...process.env, ...env }, detached: true });
    for (const stream of [this.child.stdout!, this.child.stderr!]) stream.setEncoding('utf8').on('data', (chunk) => { this.output += chunk; });
    this.exit = once(this.child, 'close').then(([code]) => code);
  }

  get pid(): number {
    return this.child.pid!;
  }

  async until(condition: () => boolean | Promise<boolean>): Promise<void> {
    while (!await condition()) {
      if (this.child.exitCode !== null) throw new Error(`The demo ended early:\n${this.output}`);
      await sleep(100);
    }
  }

  /** Until the function of the stack runs; all processes by then. */
  async untilMidway(): Promise<Process[]> {
    let members: Process[] = [];
    await this.until(async () => {
      members = await family(this.pid);
      return members.some(isFunction);
    });
    return members;
  }
}

export function isFunction({ command }: Process): boolean {
  return command.includes('_worker.js');
}

/** Where the emulator, and so the function, has its files. */
export function folderOf(members: readonly Process[]): string {
  return /\S+\/\.demo\/run-\w+/.exec(members.find(isFunction)!.command)![0];
}

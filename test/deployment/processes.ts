import { execFile } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';

export interface Process {
  readonly pid: number;
  readonly parent: number;
  readonly command: string;
}

/** All processes that run; not those that have ended and whose parent has not noticed yet. */
async function processes(): Promise<Process[]> {
  const { stdout } = await promisify(execFile)('ps', ['-A', '-o', 'pid=,ppid=,stat=,args='], { maxBuffer: 100_000_000 });
  return [...stdout.matchAll(/^ *(\d+) +(\d+) +([^Z\s]\S*) +(.*)$/gm)].map(([, pid, parent, , command]) => {
    return { pid: Number(pid), parent: Number(parent), command };
  });
}

/** A process, what it has started, what that has started, and so on. */
export async function family(pid: number): Promise<Process[]> {
  const all = await processes();
  const members = all.filter((one) => one.pid === pid);
  for (const member of members) members.push(...all.filter((one) => one.parent === member.pid));
  return members;
}

/** Waits until none of them runs. */
export async function gone(members: readonly Process[]): Promise<void> {
  for (;;) {
    const running = new Set((await processes()).map(({ pid, command }) => `${pid} ${command}`));
    if (!members.some(({ pid, command }) => running.has(`${pid} ${command}`))) return;
    await sleep(100);
  }
}

/** Ends those that still run. */
export function kill(members: readonly Process[]): void {
  for (const { pid } of members) {
    try {
      process.kill(pid, 'SIGKILL');
    } catch {
      // it has ended by itself
    }
  }
}

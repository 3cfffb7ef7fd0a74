import { readFileSync } from 'node:fs';

/**
 * Calls back once when what started this process is gone. A signal to npm alone does not reach us, and a shell that npm put between
 * survives npm, so the parent of such a shell is watched too (where there is /proc; other systems' shells step aside).
 */
export function whenParentIsGone(callback: () => void): void {
  const before = parents();
  const timer = setInterval(() => {
    if (parents() === before) return;
    clearInterval(timer);
    callback();
  }, 250);
  timer.unref();
}

function parents(): string {
  const shell = /\((?:\w*sh)\) \S+ (?<parent>\d+)/.exec(stat(process.ppid));
  const between = process.env.npm_lifecycle_event === undefined ? undefined : shell?.groups?.parent;
  return `${process.ppid} ${between}`;
}

function stat(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/stat`, 'utf8');
  } catch {
    return '';
  }
}

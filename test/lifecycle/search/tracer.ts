import { Call } from '../model/redshift';

/** Told what happens, line by line. */
export type Trace = (line: string) => void;

/** A line of the trace: minutes and seconds, and what happens then. */
export function traceLine(now: number, words: string): string {
  const seconds = now / 1000;
  const time = `${Math.floor(seconds / 60)}:${(seconds % 60).toFixed(0).padStart(2, '0')}`;
  return `${time.padStart(6)}  ${words}`;
}

export function describeResult({ action }: Call, result: unknown): string {
  if (action !== 'describe') return '';
  const { publicKey, tags } = (result ?? {}) as { publicKey?: string; tags?: Map<string, string> };
  return publicKey ? `: ${publicKey}, ${[...tags!].map(([key, value]) => `${key}=${value}`).join(' ') || 'no tags'}` : ': none';
}

export function describeResponse(body: string): string {
  const { Status, PhysicalResourceId, Reason, Data } = JSON.parse(body) as Record<string, string> & { Data?: Record<string, string> };
  return `${Status} ${PhysicalResourceId}${Reason ? `: ${Reason}` : ''}${Data?.PublicKey ? ` (${Data.PublicKey})` : ''}`;
}

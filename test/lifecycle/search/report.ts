import type { RandomExploration } from './random-exploration';
import type { BoundsReport } from './workers';
import { INVARIANTS } from '../checks/invariants';
import { KNOWN_LIMITATIONS } from '../checks/known-limitations';

/** What an exploration comes to, in words. */
export class ExplorationReport {
  private schedules = 0;
  private states = 0;
  private readonly counts = new Map<string, number>();
  private readonly violating = new Map<string, readonly string[]>();

  add({ schedules, states, counts, findings, told }: BoundsReport): void {
    this.schedules += schedules;
    this.states += states;
    for (const [kind, count] of Object.entries(counts)) this.counts.set(kind, (this.counts.get(kind) ?? 0) + count);
    findings.forEach(({ kind, knownLimitation }, index) => {
      if (knownLimitation === undefined && !this.violating.has(kind)) this.violating.set(kind, told[index]);
    });
  }

  /** Violations that are no known limitation. */
  get violations(): number {
    return [...this.violating.keys()].reduce((sum, kind) => sum + this.counts.get(kind)!, 0);
  }

  get kinds(): string[] {
    return [...this.violating.keys()];
  }

  /** Known limitations that no schedule reaches: they are closed, or nothing looks for them any more. */
  get unreached(): string[] {
    return KNOWN_LIMITATIONS.map(({ name }) => name).filter((name) => !this.counts.has(name));
  }

  get isGood(): boolean {
    return !this.violations && !this.unreached.length;
  }

  words(): string {
    const violated = [...this.violating].map(([kind, lines]) => `\n${this.counts.get(kind)} × ${kind}, first in:\n\n${lines.join('\n')}`);
    return [
      '\nknown limitations:',
      ...known(this.counts),
      ...this.unreached.map((name) => `not reached by any schedule: ${name}`),
      ...violated,
      ...(violated.length ? ['', ...Object.entries(INVARIANTS).map(([name, words]) => `${name}: ${words}`)] : []),
      '',
      `${this.schedules} schedules, ${this.states} states, ${this.violations} violations`,
    ].join('\n');
  }
}

/** What random explorations come to, in words. */
export function wordsOfRandom(firstSeed: number, explorations: readonly RandomExploration[]): string {
  const counts = new Map<string, number>();
  for (const [name, count] of explorations.flatMap((one) => Object.entries(one.counts))) counts.set(name, (counts.get(name) ?? 0) + count);
  const schedules = explorations.reduce((sum, one) => sum + one.schedules, 0);
  const violated = explorations.filter(({ told }) => told);
  return [
    '\nknown limitations:',
    ...known(counts),
    ...violated.map(({ seed, told }) => `\nseed ${seed}:\n\n${told!.join('\n')}`),
    '',
    `${schedules} schedules, seeds ${firstSeed} to ${Math.max(...explorations.map(({ seed }) => seed))}, ${violated.length} violations`,
  ].join('\n');
}

function known(counts: ReadonlyMap<string, number>): string[] {
  return KNOWN_LIMITATIONS.filter(({ name }) => counts.has(name)).map(({ name }) => `${String(counts.get(name)).padStart(8)} × ${name}`);
}

/** How measurements of one thing are spread: their median and quartiles. */
export interface Spread {
  readonly median: number;
  readonly low: number;
  readonly high: number;
}

export function spread(values: readonly number[]): Spread {
  const sorted = [...values].sort((one, other) => one - other);
  return { low: quantile(sorted, 1 / 4), median: quantile(sorted, 1 / 2), high: quantile(sorted, 3 / 4) };
}

/** Between two values, as far from each as the quantile is. */
function quantile(sorted: readonly number[], part: number): number {
  const place = part * (sorted.length - 1);
  const [below, above] = [sorted[Math.floor(place)], sorted[Math.ceil(place)]];
  return below + (above - below) * (place - Math.floor(place));
}

/**
 * Measures several things by turns, so that what else the machine does falls on all of them. Each round begins with another one.
 * To warm up, a round that is not counted goes first and fills the caches of the operating system.
 */
export async function byTurns<Name extends string, Measurement>(
  rounds: number, things: Readonly<Record<Name, () => Promise<Measurement>>>, { warmUp }: { warmUp: boolean } = { warmUp: true },
): Promise<Record<Name, Measurement[]>> {
  const names = Object.keys(things) as Name[];
  const measured = Object.fromEntries(names.map((name): [Name, Measurement[]] => [name, []])) as Record<Name, Measurement[]>;
  for (let round = warmUp ? -1 : 0; round < rounds; round++) {
    for (let turn = 0; turn < names.length; turn++) {
      const name = names[(turn + round + 1) % names.length];
      const measurement = await things[name]();
      if (round >= 0) measured[name].push(measurement);
    }
  }
  return measured;
}

/** Milliseconds. */
export async function time(work: () => Promise<unknown>): Promise<number> {
  const startedAt = performance.now();
  await work();
  return performance.now() - startedAt;
}

/** `87 (85–91)`: the median, and between which values the middle half lies. */
export function show({ median, low, high }: Spread, digits = 0): string {
  return `${median.toFixed(digits)} (${low.toFixed(digits)}–${high.toFixed(digits)})`;
}

export type Row = Readonly<Record<string, string | number>>;

/** A table in Markdown, as wide as it has to be. */
export function table(rows: readonly Row[]): string {
  const columns = Object.keys(rows[0]);
  const cells = [columns, ...rows.map((row) => columns.map((column) => String(row[column] ?? '')))];
  const widths = columns.map((_, column) => Math.max(3, ...cells.map((row) => row[column].length)));
  const line = (row: string[]): string => `| ${row.map((cell, column) => (column ? cell.padStart(widths[column]) : cell.padEnd(widths[column]))).join(' | ')} |`;
  const rule = `| ${widths.map((width, column) => (column ? `${'-'.repeat(width - 1)}:` : '-'.repeat(width))).join(' | ')} |`;
  return [line(cells[0]), rule, ...cells.slice(1).map(line)].join('\n');
}

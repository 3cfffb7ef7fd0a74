/** Says how long a step takes, once it is over. */
export async function timed<T>(step: string, work: () => Promise<T>): Promise<T> {
  const start = performance.now();
  const result = await work();
  console.log(`${step}: ${((performance.now() - start) / 1000).toFixed(1)} s`);
  return result;
}

/** Runs a command of ours; what goes wrong becomes words and an exit code. */
export function main(work: () => Promise<void>): void {
  work().catch((error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  });
}

/** Has work done within a time: its signal is aborted when that is over, and when the given one is. The work has to obey it. */
export async function within<T>(seconds: number, signal: AbortSignal, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const deadline = new AbortController();
  const timer = setTimeout(() => deadline.abort(new Error(`This was given up after ${seconds} seconds.`)), seconds * 1000);
  try {
    return await work(AbortSignal.any([signal, deadline.signal]));
  } finally {
    clearTimeout(timer);
  }
}

import { Clock } from './clock';

/** Does some work; when it is not done in time, aborts it by the controller and rejects with the reason, asked for at that moment. */
export async function withTimeLimit<T>(
  clock: Clock, milliseconds: number, reason: () => string, controller: AbortController, work: () => Promise<T>): Promise<T> {
  if (milliseconds <= 0) throw new Error(reason());
  const done = new AbortController();
  const expiry = clock.sleep(milliseconds, done.signal).then(() => {
    controller.abort(new Error(reason()));
    return Promise.reject(controller.signal.reason);
  });
  try {
    return await Promise.race([expiry, started(work)]);
  } catch (error) {
    throw controller.signal.aborted ? controller.signal.reason : error; // not what the abort made of the work
  } finally {
    done.abort();
  }
}

/** Turns what is thrown at once into a rejection: otherwise nobody would listen to the expiry, whose rejection would end the process. */
async function started<T>(work: () => Promise<T>): Promise<T> {
  return work();
}

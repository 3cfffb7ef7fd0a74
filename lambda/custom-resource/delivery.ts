import { Agent, request } from 'node:https';
import { Clock } from './clock';
import { errorMessage } from './error-message';
import { withTimeLimit } from './time-limit';
import { DELIVERY_TRY_TIMEOUT, MAX_DELIVERY } from '../deadlines';
import { THROUGH_PROXY } from '../proxy';

const FIRST_PAUSE = 500;
const LONGEST_PAUSE = 6_000;

/** Puts a body to a presigned URL: once, with a status code as result. */
export type Put = (url: string, body: string, signal: AbortSignal) => Promise<number>;

/** Delivers the response to CloudFormation, with retries; throws if it cannot be done. The body is the same every time. */
export async function deliver(url: string, body: string, { clock, put }: { clock: Clock; put: Put }): Promise<void> {
  const end = clock.now() + MAX_DELIVERY;
  for (let pause = FIRST_PAUSE; ; pause = Math.min(2 * pause, LONGEST_PAUSE)) {
    const problem = await putOnce(url, body, { clock, put }, Math.min(DELIVERY_TRY_TIMEOUT, end - clock.now()));
    if (problem === undefined) return;
    const jittered = pause * (0.5 + Math.random() / 2);
    if (clock.now() + jittered >= end) throw new Error(`the response could not be delivered to CloudFormation: ${problem}`);
    await clock.sleep(jittered, new AbortController().signal);
  }
}

/** Returns what went wrong, if something did. */
async function putOnce(url: string, body: string, { clock, put }: { clock: Clock; put: Put }, milliseconds: number): Promise<string | undefined> {
  const timeLimit = new AbortController();
  try {
    const status = await withTimeLimit(clock, milliseconds, () => 'there was no reply in time', timeLimit, () => put(url, body, timeLimit.signal));
    return status >= 200 && status < 300 ? undefined : `the reply has the status ${status}`;
  } catch (error) {
    return errorMessage(error);
  }
}

/** By `node:https`, which loads faster than `fetch`. */
export const httpsPut: Put = (url, body, signal) => new Promise((resolve, reject) => {
  // The URL is signed for an empty content type. A new agent: a kept connection would be stale when the function thaws.
  const headers = { 'content-type': '', 'content-length': Buffer.byteLength(body) };
  request(url, { method: 'PUT', headers, agent: new Agent(THROUGH_PROXY), signal }, (response) => {
    response.resume();
    resolve(response.statusCode ?? 0);
  }).on('error', reject).end(body);
});

import { Agent, request } from 'node:https';
import { sentence } from './answer';
import { Clock } from './clock';
import { withTimeLimit } from './time-limit';
import { THROUGH_PROXY } from '../proxy';

/** All tries together; the watchdog leaves this much time. */
export const DELIVERY_MILLISECONDS = 30_000;

const TRY_MILLISECONDS = 8_000;
const FIRST_PAUSE = 500;
const LONGEST_PAUSE = 6_000;

/** Puts a body to a presigned URL: once, with a status code as result. */
export type Put = (url: string, body: string, signal: AbortSignal) => Promise<number>;

/** Hands the answer to CloudFormation, again if need be; throws if it cannot be done. The body is the same every time. */
export async function deliver(url: string, body: string, { clock, put }: { clock: Clock; put: Put }): Promise<void> {
  const end = clock.now() + DELIVERY_MILLISECONDS;
  for (let pause = FIRST_PAUSE; ; pause = Math.min(2 * pause, LONGEST_PAUSE)) {
    const problem = await once(url, body, { clock, put }, Math.min(TRY_MILLISECONDS, end - clock.now()));
    if (problem === undefined) return;
    const jittered = pause * (0.5 + Math.random() / 2);
    if (clock.now() + jittered >= end) throw new Error(`CloudFormation could not be answered: ${problem}`);
    await clock.sleep(jittered, new AbortController().signal);
  }
}

/** Says what went wrong, if something did. */
async function once(url: string, body: string, { clock, put }: { clock: Clock; put: Put }, milliseconds: number): Promise<string | undefined> {
  const tooLong = new AbortController();
  try {
    const status = await withTimeLimit(clock, milliseconds, () => 'there was no reply in time', tooLong, () => put(url, body, tooLong.signal));
    return status >= 200 && status < 300 ? undefined : `the reply has the status ${status}`;
  } catch (error) {
    return sentence(error);
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

import { Lambda, LambdaFunction } from './lambda';
import { byTurns, Row, show, spread, table } from './measure';
import { functions } from './peers/functions';
import { Workspace } from './workspace';
import { throttle } from '../local-redshift/injected-faults';

const CERTIFICATES = 200;
const CALLS_A_SECOND = 10;

/** What a bucket of a second's calls lets through at once, and then one after the other. */
const FLOOR_SECONDS = (CERTIFICATES - CALLS_A_SECOND) / CALLS_A_SECOND;

interface Storm {
  readonly seconds: number;
  readonly calls: number;
  readonly throttled: number;
  /** Certificates whose Create got the response FAILED. */
  readonly failed: number;
}

/**
 * As many certificates in one stack as may have an output each: all Creates at once, each in an environment of its own, where
 * Redshift lets ten calls a second through. `cr.Provider` is left out: it runs the same handler as `CustomResourceProvider`, in
 * twice as many processes.
 */
export async function storm(workspace: Workspace, rounds: number): Promise<object> {
  const lambda = await Lambda.start(workspace);
  try {
    const { 'cr.Provider': _, ...others } = functions(workspace);
    const things = Object.fromEntries(Object.entries(others).map(([name, fn]) => [name, async () => one(lambda, fn)]));
    const storms = await byTurns(rounds, things, { warmUp: false });
    console.log(table(Object.entries(storms).map(([name, own]): Row => {
      const seconds = spread(own.map((each) => each.seconds));
      return {
        [`${CERTIFICATES} Creates at ${CALLS_A_SECOND} calls a second`]: name,
        seconds: show(seconds, 1),
        [`of the floor of ${FLOOR_SECONDS} s`]: (seconds.median / FLOOR_SECONDS).toFixed(2),
        calls: show(spread(own.map(({ calls }) => calls))),
        throttled: show(spread(own.map(({ throttled }) => throttled))),
        failed: show(spread(own.map(({ failed }) => failed))),
      };
    })));
    return { storms };
  } finally {
    await lambda.close();
  }
}

async function one(lambda: Lambda, fn: LambdaFunction): Promise<Storm> {
  const { redshift } = lambda;
  const before = redshift.calls.length;
  let beganAt = 0;
  const responses = await lambda.createAtOnce(fn, CERTIFICATES, () => {
    redshift.onArrival = throttleAbove(CALLS_A_SECOND);
    beganAt = performance.now();
  });
  const seconds = (performance.now() - beganAt) / 1000;
  const calls = redshift.calls.slice(before);
  return {
    seconds,
    calls: calls.length,
    throttled: calls.filter(({ error }) => error === 'Throttling').length,
    failed: responses.filter(({ Status: status }) => status !== 'SUCCESS').length,
  };
}

/** A bucket of tokens, as AWS throttles: what is refused takes none. */
function throttleAbove(callsASecond: number): () => ReturnType<typeof throttle> | undefined {
  let [tokens, filledAt] = [callsASecond, performance.now()];
  return () => {
    const now = performance.now();
    tokens = Math.min(callsASecond, tokens + (now - filledAt) * callsASecond / 1000);
    filledAt = now;
    if (tokens < 1) return throttle();
    tokens--;
    return undefined;
  };
}

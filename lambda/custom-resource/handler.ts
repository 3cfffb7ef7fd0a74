import { failure, Outcome, sentence, success } from './answer';
import { Clock, systemClock } from './clock';
import { deliver, DELIVERY_MILLISECONDS, httpsPut, Put } from './delivery';
import { CustomResourceEvent, CustomResourceRequest, parseRequest } from './request';
import { Run } from './run';

/** A kind of custom resource. What a method throws becomes the reason of a FAILED answer. */
export interface CustomResource {
  create(request: CustomResourceRequest, run: Run): Promise<Outcome>;
  update(request: CustomResourceRequest, run: Run): Promise<Outcome>;
  delete(request: CustomResourceRequest, run: Run): Promise<void>;
}

/** The kinds of custom resources, by their types. */
export type Resources = Readonly<Record<string, CustomResource>>;

/** What the handler needs of the world. */
export interface World {
  readonly clock: Clock;
  readonly put: Put;
  readonly log: (line: string) => void;
}

/** What the handler needs of the context that Lambda passes. */
export interface Invocation {
  getRemainingTimeInMillis(): number;
}

/** The work is aborted at this time of a run of 300 seconds, the function's time-out. */
const WATCHDOG_MILLISECONDS = 255_000;

/** What the watchdog leaves, if the time-out is another one: time for the delivery and some to spare. */
const RESERVE_MILLISECONDS = DELIVERY_MILLISECONDS + 15_000;

/** Not by the console: Lambda puts time and request before its lines, and a metric filter of CloudWatch would no longer read them as JSON. */
const writeLine = (line: string): void => {
  process.stdout.write(`${line}\n`);
};

const system: World = { clock: systemClock, put: httpsPut, log: writeLine };

/**
 * Makes a Lambda handler of custom resources, by their types. Whatever happens, a run gives exactly one answer; if that cannot
 * be delivered the run ends in an error, so that Lambda runs the event again.
 */
export function customResourceHandler(resources: Resources, { clock, put, log }: World = system) {
  return async (event: CustomResourceEvent, invocation: Invocation): Promise<void> => {
    const run = new Run(clock);
    const { body, reason } = await answer(resources, event, run, invocation.getRemainingTimeInMillis());
    const line = {
      requestId: event.RequestId,
      requestType: event.RequestType,
      stackId: event.StackId,
      logicalResourceId: event.LogicalResourceId,
      outcome: reason === undefined ? 'SUCCESS' : 'FAILED',
      reason,
      warnings: run.warnings,
    };
    try {
      await deliver(String(event.ResponseURL), body, { clock, put });
      log(JSON.stringify({ ...line, milliseconds: Math.round(run.elapsed()) }));
    } catch (error) {
      log(JSON.stringify({ ...line, undelivered: sentence(error), milliseconds: Math.round(run.elapsed()) }));
      throw error;
    }
  };
}

async function answer(resources: Resources, event: CustomResourceEvent, run: Run, remaining: number): Promise<{ body: string; reason?: string }> {
  try {
    const milliseconds = Math.min(WATCHDOG_MILLISECONDS, remaining - RESERVE_MILLISECONDS);
    const outcome = await run.watch(milliseconds, timeIsOver(milliseconds), () => dispatch(resources, parseRequest(event), run));
    return { body: success(event, outcome) };
  } catch (error) {
    return { body: failure(event, error), reason: sentence(error) };
  }
}

async function dispatch(resources: Resources, request: CustomResourceRequest, run: Run): Promise<Outcome> {
  const resource = Object.hasOwn(resources, request.resourceType) ? resources[request.resourceType] : undefined;
  if (!resource) throw new Error(`ResourceType is ${request.resourceType}: this function knows ${Object.keys(resources).join(', ')}`);
  switch (request.requestType) {
    case 'Create': return resource.create(request, run);
    case 'Update': return resource.update(request, run);
    case 'Delete':
      await resource.delete(request, run);
      return { physicalResourceId: request.physicalResourceId };
  }
}

function timeIsOver(milliseconds: number): string {
  if (milliseconds > 0) return `the request was given up after ${Math.round(milliseconds / 1000)} seconds, as the function may not run longer`;
  return `the function's time-out is too short: it takes more than ${RESERVE_MILLISECONDS / 1000} seconds, and 300 are what the library sets`;
}

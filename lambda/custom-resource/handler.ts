import { Clock, systemClock } from './clock';
import { deliver, httpsPut, Put } from './delivery';
import { errorMessage } from './error-message';
import { Invocation } from './invocation';
import { CustomResourceEvent, CustomResourceRequest, parseRequest } from './request';
import { failedResponse, Outcome, successResponse } from './response';
import { RESERVE_AFTER_WATCHDOG, WATCHDOG } from '../deadlines';

/** A kind of custom resource. What a method throws becomes the reason of a FAILED response. */
export interface CustomResource {
  create(request: CustomResourceRequest, invocation: Invocation): Promise<Outcome>;
  update(request: CustomResourceRequest, invocation: Invocation): Promise<Outcome>;
  delete(request: CustomResourceRequest, invocation: Invocation): Promise<void>;
}

/** The kinds of custom resources, by their types. */
export type Resources = Readonly<Record<string, CustomResource>>;

/** What the handler needs besides the event. */
export interface HandlerDependencies {
  readonly clock: Clock;
  readonly put: Put;
  readonly log: (line: string) => void;
}

/** What the handler needs of the context that Lambda passes. */
export interface LambdaContext {
  getRemainingTimeInMillis(): number;
}

/** Not by the console: Lambda puts time and request id before its lines, so that a metric filter of CloudWatch could not read them as JSON. */
const writeLine = (line: string): void => {
  process.stdout.write(`${line}\n`);
};

const system: HandlerDependencies = { clock: systemClock, put: httpsPut, log: writeLine };

/**
 * Makes a Lambda handler of custom resources, by their types. Whatever happens, an invocation sends exactly one response; if that
 * cannot be delivered the invocation ends in an error, so that Lambda retries the event.
 */
export function customResourceHandler(resources: Resources, { clock, put, log }: HandlerDependencies = system) {
  return async (event: CustomResourceEvent, context: LambdaContext): Promise<void> => {
    const invocation = new Invocation(clock);
    const { body, reason } = await respond(resources, event, invocation, context.getRemainingTimeInMillis());
    const line = {
      requestId: event.RequestId,
      requestType: event.RequestType,
      stackId: event.StackId,
      logicalResourceId: event.LogicalResourceId,
      outcome: reason === undefined ? 'SUCCESS' : 'FAILED',
      reason,
      warnings: invocation.warnings,
    };
    try {
      await deliver(String(event.ResponseURL), body, { clock, put });
      log(JSON.stringify({ ...line, milliseconds: Math.round(invocation.elapsed()) }));
    } catch (error) {
      log(JSON.stringify({ ...line, undelivered: errorMessage(error), milliseconds: Math.round(invocation.elapsed()) }));
      throw error;
    }
  };
}

async function respond(
  resources: Resources, event: CustomResourceEvent, invocation: Invocation, remaining: number,
): Promise<{ body: string; reason?: string }> {
  try {
    const limit = Math.min(WATCHDOG, remaining - RESERVE_AFTER_WATCHDOG);
    const outcome = await invocation.watch(limit, timeOutReason(limit), () => dispatch(resources, parseRequest(event), invocation));
    return { body: successResponse(event, outcome) };
  } catch (error) {
    return { body: failedResponse(event, error), reason: errorMessage(error) };
  }
}

async function dispatch(resources: Resources, request: CustomResourceRequest, invocation: Invocation): Promise<Outcome> {
  const resource = Object.hasOwn(resources, request.resourceType) ? resources[request.resourceType] : undefined;
  if (!resource) throw new Error(`ResourceType is ${request.resourceType}: this function knows ${Object.keys(resources).join(', ')}`);
  switch (request.requestType) {
    case 'Create': return resource.create(request, invocation);
    case 'Update': return resource.update(request, invocation);
    case 'Delete':
      await resource.delete(request, invocation);
      return { physicalResourceId: request.physicalResourceId };
  }
}

function timeOutReason(limit: number): string {
  if (limit > 0) return `the request timed out after ${Math.round(limit / 1000)} seconds`;
  return `the function's time-out is too short: it must be longer than ${RESERVE_AFTER_WATCHDOG / 1000} seconds, and the library sets 300`;
}

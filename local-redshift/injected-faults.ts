import { Fault } from './fault';
import type { Action } from './query-protocol';

/** How a response fails to arrive: nothing comes, the connection breaks, or a first byte comes and then blanks for ever. */
export type Lost = 'hang' | 'reset' | 'drip';

/** A call as the server sees it. */
export interface Call {
  readonly action: string;

  /** The parameters as they were sent. */
  readonly params: Readonly<Record<string, string>>;

  /** The ARN that the call is about, as a denial names it; `*` where it names none. */
  readonly resource: string;

  /** The service did its work, whether or not the response arrived. */
  carriedOut: boolean;

  /** The code of the fault in the response. */
  error?: string;

  /** No response arrived. */
  lost?: Lost;
}

/** What befalls a call. Before the service does its work, it takes the place of the work; after it, that of the response. */
export interface InjectedFault {
  readonly moment: 'before the work' | 'after the work';
  readonly outcome: (call: Call) => Fault | Lost;
}

/** The service responds with an error, and does nothing. */
export function refuse(code: string, message: string = code, status: number = 400): InjectedFault {
  return before(() => new Fault(code, message, status));
}

export function throttle(): InjectedFault {
  return refuse('Throttling', 'Rate exceeded');
}

export function internalFailure(): InjectedFault {
  return refuse('InternalFailure', 'The request processing has failed because of an unknown error, exception or failure.', 500);
}

export function serviceUnavailable(): InjectedFault {
  return refuse('ServiceUnavailable', 'The request has failed due to a temporary failure of the server.', 503);
}

export type Denial = 'no identity-based policy' | 'explicit deny in a service control policy' | 'no permissions boundary';

/** IAM denies the call. Name another action where the API call needs more than the permission of its own name. */
export function accessDenied(denial: Denial = 'no identity-based policy', deniedAction?: string): InjectedFault {
  return before(({ action, resource }) => {
    const permission = `redshift:${deniedAction ?? action}`;
    const reason = denial.startsWith('explicit') ? `with an ${denial}` : `because ${denial} allows the ${permission} action`;
    const user = resource.replace(/^(arn:[^:]+):redshift:[^:]*:(\d+):.*$/, '$1:sts::$2:assumed-role/role/function');
    return new Fault('AccessDenied', `User: ${user} is not authorized to perform: ${permission} on resource: ${resource} ${reason}`, 403);
  });
}

/** No response comes, and nothing is done. */
export function hang(): InjectedFault {
  return before(() => 'hang');
}

/** The connection breaks, and nothing is done. */
export function reset(): InjectedFault {
  return before(() => 'reset');
}

/** A response begins and never ends, and nothing is done. */
export function drip(): InjectedFault {
  return before(() => 'drip');
}

/** The work is done, but its response does not arrive. */
export function loseAnswer(how: Lost = 'reset'): InjectedFault {
  return { moment: 'after the work', outcome: () => how };
}

function before(outcome: InjectedFault['outcome']): InjectedFault {
  return { moment: 'before the work', outcome };
}

/** The faults that wait for calls: each call takes the oldest that is meant for it. */
export class FaultQueue {
  private waiting: { action: Action | '*'; fault: InjectedFault; times: number }[] = [];

  /** The next call of the action (`*`: of any). */
  next(action: Action | '*', fault: InjectedFault): void {
    this.times(action, 1, fault);
  }

  /** As many calls as given. */
  times(action: Action | '*', times: number, fault: InjectedFault): void {
    this.waiting.push({ action, fault, times });
  }

  /** Every call until the function that is returned is called. */
  untilRemoved(action: Action | '*', fault: InjectedFault): () => void {
    const one = { action, fault, times: Infinity };
    this.waiting.push(one);
    return () => { this.waiting = this.waiting.filter((other) => other !== one); };
  }

  clear(): void {
    this.waiting = [];
  }

  /** For the server: what befalls this call. */
  take(action: string): InjectedFault | undefined {
    const one = this.waiting.find((candidate) => candidate.action === action || candidate.action === '*');
    if (one && --one.times <= 0) this.waiting.splice(this.waiting.indexOf(one), 1);
    return one?.fault;
  }
}

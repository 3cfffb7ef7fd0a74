import { Invocation } from './invocation';
import { kindOf } from './kinds';
import { Option, Stage } from './option';
import { Delivery, Request, Timer } from './state';

/** An event that is older, in milliseconds, is dropped. */
export const MAX_EVENT_AGE = 14 * 60_000;

/** Lambda invokes the function again after these times. */
const RETRIES_AFTER = [60_000, 120_000];

type Due = Timer & { readonly does: 'deliver' };

/** Lambda's queue of asynchronous events: each is delivered at least once, and again if its invocation ends in an error. */
export class Lambda {
  /** When the deliveries of old events were offered last. */
  private readonly offered = new Map<string, number>();

  constructor(private readonly stage: Stage, private readonly ended: (invocation: Invocation, error: unknown) => void) {}

  invoke({ id: requestId }: Request): void {
    const { state } = this.stage;
    state.timers.push({ at: state.now, does: 'deliver', delivery: { requestId, attempt: 1, isDuplicate: false, isLate: false } });
  }

  /** After an invocation that ended in an error, or whose process was killed. */
  retry({ request, delivery }: Invocation): void {
    const { state } = this.stage;
    const pause = RETRIES_AFTER[delivery.attempt - 1];
    if (pause === undefined || state.now + pause - request.sentAt > MAX_EVENT_AGE) return;
    state.timers.push({ at: state.now + pause, does: 'deliver', delivery: { ...delivery, attempt: delivery.attempt + 1, isLate: false } });
  }

  due(): Due | undefined {
    const { timers, now } = this.stage.state;
    return timers.find((timer): timer is Due => timer.does === 'deliver' && timer.at <= now);
  }

  /** What can become of an event that is due. */
  deliveries(timer: Due): Option[] {
    const { state } = this.stage;
    const { delivery } = timer;
    const request = state.requests.find(({ id }) => id === delivery.requestId)!;
    const remove = (): void => { state.timers = state.timers.filter((one) => one !== timer); };
    const options: Option[] = [{
      words: () => `${request.id} is delivered`,
      happens: () => {
        remove();
        this.start(request, delivery);
      },
    }];
    if (state.budget.faults > 0 && !delivery.isLate && !delivery.isDuplicate) {
      options.push({
        isFault: true,
        words: () => `the event of ${request.id} waits in Lambda's queue`,
        happens: () => {
          remove();
          state.timers.push({ ...timer, at: request.sentAt + MAX_EVENT_AGE, delivery: { ...delivery, isLate: true } });
        },
      });
    }
    return options;
  }

  /**
   * Events that were delivered before, and events that wait in the queue: each once at a time, since what an invocation does first can
   * still come after everything else that happens at that time.
   */
  oldDeliveries(): Option[] {
    const { state } = this.stage;
    const options: Option[] = [];
    for (const timer of state.timers) {
      if (timer.does !== 'deliver' || !timer.delivery.isLate || timer.at <= state.now || this.isOffered(`late ${timer.delivery.requestId}`)) continue;
      options.push({
        words: () => `Lambda delivers ${timer.delivery.requestId}, which has waited`,
        happens: () => { state.timers = state.timers.map((one) => (one === timer ? { ...timer, at: state.now } : one)); },
      });
    }
    if (!state.budget.faults) return options;
    for (const request of state.requests) {
      const { id: requestId, sentAt, wasDeliveredAgain } = request;
      if (wasDeliveredAgain || state.now - sentAt > MAX_EVENT_AGE || this.isWaiting(request) || this.isOffered(requestId)) continue;
      options.push({
        isFault: true,
        words: () => `Lambda delivers the event of ${requestId} once more`,
        happens: () => {
          request.wasDeliveredAgain = true;
          state.timers.push({ at: state.now, does: 'deliver', delivery: { requestId, attempt: 1, isDuplicate: true, isLate: false } });
        },
      });
    }
    return options;
  }

  private isOffered(event: string): boolean {
    const { now } = this.stage.state;
    if (this.offered.get(event) === now) return true;
    this.offered.set(event, now);
    return false;
  }

  /** Its first delivery has not begun. */
  private isWaiting({ id }: Request): boolean {
    return this.stage.state.timers.some((timer) =>
      timer.does === 'deliver' && timer.delivery.requestId === id && timer.delivery.attempt === 1);
  }

  private start(request: Request, delivery: Delivery): void {
    const { state } = this.stage;
    const { id, logicalId, sentAt, status: statusAtStart } = request;
    if (state.now - sentAt > MAX_EVENT_AGE) return this.stage.tell(() => `Lambda drops the event of ${id}, which is too old`);
    const { uuid, name } = state.stacks.find((stack) => stack.uuid === request.stack)!;
    const caller = { requestId: id, stack: uuid, logicalId, delivery, startedAt: state.now, statusAtStart, seen: new Map() };
    const retry = delivery.attempt > 1 ? `, attempt ${delivery.attempt}` : '';
    this.stage.tell(() => `the function is invoked for ${id}${delivery.isDuplicate ? ', a duplicate' : ''}${retry}`);
    const surroundings = { now: () => state.now, ended: (one: Invocation, error?: unknown) => this.ended(one, error) };
    this.stage.start(new Invocation(request, delivery, caller, name, kindOf(state.circumstances), surroundings));
  }
}

import { isSame } from './names';
import type { State } from './state';

/**
 * Events of a schedule that explain a violation which may follow: `checks/known-limitations.ts` looks for them. They are part of the state,
 * and of its key as a whole, so that two schedules which differ in one are never taken for the same.
 */
export type RecordedEvent = { readonly stack: string; readonly name: string } & (
  | { readonly what: 'a rollback did not take back its rename' | 'its rollback was skipped' }
  | { readonly what: 'CloudFormation gave it up, or the user retained it' }
  | { readonly what: 'the user retained it with the stack' }
  | { readonly what: 'a late or duplicate event, or a late call, created it' }
  | { readonly what: 'a late or duplicate event adopted it' | 'a late or duplicate event released it' }
  | { readonly what: 'a rollback warned that it left it'; readonly before: string }
  | { readonly what: 'left to another owner' }
  | { readonly what: 'left without an owner tag' | 'created while an undo looked for it'; readonly publicKey: string }
);

export type EventName = RecordedEvent['what'];

export function record({ events }: State, event: RecordedEvent): void {
  const key = JSON.stringify(event);
  if (!events.some((one) => JSON.stringify(one) === key)) events.push(event);
}

export function forget(state: State, stack: string, what: EventName): void {
  state.events = state.events.filter((event) => event.stack !== stack || event.what !== what);
}

/** The events of a stack about a name. */
export function recorded({ events }: State, stack: string, name: string, ...what: EventName[]): RecordedEvent[] {
  return events.filter((event) => event.stack === stack && isSame(event.name, name) && what.includes(event.what));
}

export function isRecorded(state: State, stack: string, name: string, ...what: EventName[]): boolean {
  return recorded(state, stack, name, ...what).length > 0;
}

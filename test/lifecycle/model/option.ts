import type { Invocation } from './invocation';
import type { Witness } from './redshift';
import type { State } from './state';

/** Something that may happen next. */
export interface Option {
  readonly words: () => string;
  /** It costs one of the faults. */
  readonly isFault?: boolean;
  /** It differs from another one only in how long it takes, or in what nobody reads. */
  readonly isVariant?: boolean;
  readonly happens: () => void;
}

/** What an option changes besides the state: the invocations that are going on, and what the trace says. */
export interface Stage {
  readonly state: State;
  readonly invocations: readonly Invocation[];
  readonly invariants: Witness;
  tell(words: () => string): void;
  /** What was asked before may have another answer now. */
  somethingChanges(): void;
  start(invocation: Invocation): void;
  kill(invocation: Invocation): void;
}

export function fault(sentence: string, happens: () => void): Option {
  return { isFault: true, words: () => sentence, happens };
}

export function variant(option: Option): Option {
  return { ...option, isVariant: true };
}

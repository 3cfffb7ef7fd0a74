import { Budget, Circumstances, State } from '../model/state';

/** How a state at rest came about. */
export interface Rest {
  readonly from?: Rest;
  /** What was chosen since then. */
  readonly choices: readonly number[];
}

/** A schedule that is still to be followed: what is chosen first after a rest. */
export interface Waiting {
  readonly rest: Rest;
  readonly state: State;
  readonly choices: readonly number[];
}

/** What is still to be followed; first what has most to come, since others then find that all has been seen. */
export class Queue {
  size = 0;
  private readonly byBudget: Array<Array<Waiting | { readonly rest: Rest; readonly frozen: Buffer }>> = [];

  add(one: Waiting): void {
    const { state: { budget: { faults, operations } }, choices, rest } = one;
    // There are many states in which nothing was chosen yet, and they have to wait for long.
    (this.byBudget[8 * faults + operations] ??= []).push(choices.length ? one : { rest, frozen: one.state.freeze() });
    this.size++;
  }

  next(circumstances: Circumstances): Waiting | undefined {
    while (this.byBudget.length) {
      const next = this.byBudget.at(-1)?.pop();
      if (next) {
        this.size--;
        return 'frozen' in next ? { rest: next.rest, state: State.thaw(circumstances, next.frozen), choices: [] } : next;
      }
      this.byBudget.pop();
    }
    return undefined;
  }
}

/** States that have been gone on from, and with how much still to come. */
export class SeenStates {
  private readonly states = new Map<number, number>();

  get size(): number {
    return this.states.size;
  }

  /** Whether nobody has been here with as many faults and operations still to come. */
  isNew(key: number, { faults, operations }: Budget): boolean {
    const before = this.states.get(key) ?? 0;
    for (let f = faults; f < 4; f++) for (let o = operations; o < 8; o++) if (Math.floor(before / 2 ** (8 * f + o)) % 2) return false;
    this.states.set(key, before + 2 ** (8 * faults + operations));
    return true;
  }
}

/** Counts them, and goes on from each again. */
export class EveryState extends SeenStates {
  override isNew(key: number, budget: Budget): boolean {
    super.isNew(key, budget);
    return true;
  }
}

import { Operation } from './model/cloudformation';
import { Invocation } from './model/invocation';
import { State } from './model/state';
import { SHORT } from './search/bounds';
import { beginning } from './search/scenario';
import { Scheduler } from './search/scheduler';
import { stateKey } from './search/state-key';

/** Fields that the key leaves out, and why two schedules that differ only in them have the same future. */
const LEFT_OUT: Record<string, string> = {
  'state.counted.requests': 'numbers are given anew',
  'state.counted.keys': 'numbers are given anew',
  'state.counted.stacks': 'numbers are given anew',
  'state.counted.clusters': 'numbers are given anew',
  'state.certificates.*.identifier': 'it is the name under which it is kept',
  'state.origins.*.creator.startedAt': 'how long after it the certificate was created is a field of its own',
  'state.origins.*.creator.seen.*': 'what an invocation has seen matters only while it can still make a call',
  'state.origins.*.creator.seen.key': 'the same',
  'state.timers.[].call.caller.seen.*': 'that nothing was seen; what was seen instead would have fields',
  'invocation.responses.[]': 'that there was one is enough',
};

/** Numbers are moved so far that nothing which is rounded or compared with a limit stays what it was. */
const FAR = 3_600_000;

/** Things that happen in a schedule. */
const LONGEST = 400;

jest.setTimeout(120_000);

test('the key tells apart what differs in any field', async () => {
  jest.spyOn(Math, 'random').mockReturnValue(0.5); // the handler's pauses are jittered
  const changing = new Set<string>();
  const met = new Set<string>();
  for (const [seed, bounds] of SHORT.flatMap((one) => [1, 2].map((factor) => [factor * 7919, one] as const))) {
    const random = randomNumbers(seed);
    const state = Object.assign(await beginning(bounds), { budget: { faults: 3, operations: 4 } });
    const scheduler: Scheduler = new Scheduler(state, ({ length }) => {
      for (const [path, change] of fields(scheduler)) {
        met.add(path);
        if (changing.has(path)) continue;
        const before = stateKey(scheduler);
        const undo = change();
        if (stateKey(scheduler) !== before) changing.add(path);
        undo();
      }
      return random() % length;
    });
    for (let turns = 0; turns < LONGEST; turns++) {
      await scheduler.everythingGoesOn();
      if (scheduler.isAtRest()) scheduler.rest();
      if (scheduler.violation || scheduler.turn()) break;
    }
    scheduler.end();
  }
  expect([...met].filter((path) => !changing.has(path)).sort()).toEqual(Object.keys(LEFT_OUT).sort());
  expect(met.size).toBeGreaterThan(100);
});

type Change = () => () => void;

function* fields({ state, invocations, cloudFormation }: Scheduler): Generator<[string, Change]> {
  const { circumstances, budget, redshift: { certificates, clusters }, ...plain } = state;
  for (const key of Object.keys(plain) as Array<keyof State>) yield* leaves(state, key, `state.${key}`);
  yield* leaves({ certificates }, 'certificates', 'state.certificates');
  yield* leaves({ clusters }, 'clusters', 'state.clusters');
  for (const invocation of invocations) {
    const own: Array<keyof Invocation> = [
      'startedAt', 'history', 'responses', 'cannotRespond', 'warnings', 'wasNotAlone', 'befallen', 'foundOfOthers', 'looks',
    ];
    for (const key of own) yield* leaves(invocation, key, `invocation.${key}`);
  }
  for (const operation of cloudFormation.operations) {
    for (const key of ['hasFailed', 'rollback', 'log'] satisfies Array<keyof Operation>) yield* leaves(operation, key, `operation.${key}`);
  }
}

/** Each plain value in a field, wherever it is, with what changes it. */
function* leaves(owner: object, key: PropertyKey, path: string): Generator<[string, Change]> {
  const value: unknown = Reflect.get(owner, key);
  if (value instanceof Map) {
    for (const [name, one] of [...value]) {
      yield [`${path}.key`, () => {
        value.delete(name);
        return () => value.set(name, one);
      }];
      if (typeof one === 'object' && one !== null) yield* within(one, `${path}.*`);
      else yield [`${path}.*`, changeIn((changed) => value.set(name, changed), one)];
    }
  } else if (value instanceof Set) {
    for (const one of [...value]) {
      yield [`${path}.[]`, () => {
        value.delete(one);
        return () => value.add(one);
      }];
    }
  } else if (typeof value === 'object' && value !== null) {
    yield* within(value, path);
  } else {
    yield [path, changeIn((changed) => Reflect.set(owner, key, changed), value)];
  }
}

function* within(value: object, path: string): Generator<[string, Change]> {
  for (const key of Reflect.ownKeys(value)) {
    if (Array.isArray(value) && key === 'length') continue;
    yield* leaves(value, key, `${path}.${Array.isArray(value) ? '[]' : String(key)}`);
  }
}

function changeIn(set: (value: unknown) => void, value: unknown): Change {
  return () => {
    set(another(value));
    return () => set(value);
  };
}

function another(value: unknown): unknown {
  switch (typeof value) {
    case 'number': return value + FAR;
    case 'boolean': return !value;
    case 'string': return `${value}, changed`;
    default: return 'set';
  }
}

function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 48271) % 2147483647;
    return state;
  };
}

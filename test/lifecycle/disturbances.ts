import { isInvented } from './cloudformation';
import { Call, carryOut } from './redshift';
import { Run, Step } from './run';
import { Option, Simulation, words } from './simulation';
import { LateCall, World } from './world';
import { StoredHsmClientCertificate } from '../../local-redshift/redshift-hsm';
import { OWNER_TAG } from '../../src/private/contract';

const SECONDS = 1_000;

/** A call is given up when it was tried for that long: a minute and a half, after which nothing comes of a try that is under way. */
const TRIED_FOR = { refused: 90 * SECONDS, unanswered: 100 * SECONDS };

/** One try of a call ends after this time. */
const ONE_TRY = 10 * SECONDS;

/** A call that was given up is carried out within 15 seconds, if at all. */
const CARRIED_OUT_AFTER = 14 * SECONDS;

/** What may happen to one call of a run, and is no reason for it to fail. */
const LOST_ANSWER = 'is carried out, and its answer is lost: the SDK makes it again';
const MADE_AGAIN = 'is not answered in time, made again by the SDK, and carried out some seconds after that';
const SLOW = 'takes a minute';
export const HARMLESS: readonly string[] = [LOST_ANSWER, MADE_AGAIN, SLOW];

const SOMEBODY_ELSE = 'stack/other/0a1b2c3d-4e5f-11ee-8c99-0242ac120002/Certificate/a-request';

/**
 * What may befall a run at what it is about to do. A crash after a call is one before the next, and a read whose answer is lost is
 * just made again; things that people do by hand matter only before a call that is about the same certificate.
 */
export function disturbances(simulation: Simulation, run: Run): Option[] {
  const { work } = run.step!;
  const crash = fault(`the process of ${run.request.id} is killed`, () => simulation.kill(run));
  const of = 'call' in work ? [...ofCall(simulation, run, work.call), ...byHand(simulation, work.call, run.request.type === 'Update')] : ofAnswer(run);
  const all = [crash, ...of];
  return simulation.world.circumstances.withoutVariants ? all.filter(({ isVariant }) => !isVariant) : all;
}

function ofAnswer(run: Run): Option[] {
  if (run.cannotAnswer) return [];
  return (['is not delivered', 'is delivered, which the function does not learn'] as const).map((how) =>
    fault(`the answer to ${run.request.id} ${how}`, () => { run.cannotAnswer = how; }));
}

function ofCall(simulation: Simulation, run: Run, call: Call): Option[] {
  const { world, invariants } = simulation;
  const step = run.step!;
  const befalls = (what: string, happens: () => void): Option => fault(`${run.request.id}: ${words(call)} ${what}`, () => {
    run.mishaps.add(run.mishaps.has(what) ? `${what}, again` : what);
    happens();
  });
  const endsIn = (milliseconds: number, error: string): void => {
    step.readyAt = world.now + milliseconds;
    step.fate = () => step.reject(new Error(error));
  };
  const done = (): void => {
    try {
      carryOut(world, call, run.maker, invariants);
    } catch {
      // nobody learns of it
    }
  };
  const options = [
    befalls('is refused until the SDK gives it up', () => endsIn(TRIED_FOR.refused, 'the service is not available')),
    variant(befalls('is throttled for as long as it is tried', () => { step.readyAt = Infinity; })),
    befalls(SLOW, () => { step.readyAt = world.now + 60 * SECONDS; }),
  ];
  if (world.deniedUntil <= world.now) {
    options.push(
      variant(fault('IAM denies every call for 20 seconds', () => { world.deniedUntil = world.now + 20 * SECONDS; })),
      fault('IAM denies every call for 100 seconds', () => { world.deniedUntil = world.now + 100 * SECONDS; }),
    );
  }
  if (call.action === 'createTags' || call.action === 'deleteTags') {
    options.push(befalls('is carried out, but its answers are lost until the SDK gives it up', () => {
      done();
      endsIn(TRIED_FOR.refused, 'no answer');
    }));
  }
  if (call.action === 'create' || call.action === 'delete') options.push(...ofCreateOrDelete(simulation, run, call, befalls, endsIn, done));
  if (call.action === 'create' && !world.redshift.find(call.identifier)) {
    const taken = (seconds: number): Option => befalls(`finds the name taken for ${seconds} seconds, by what Describe does not show`, () => {
      world.takenUntil.set(call.identifier.toLowerCase(), world.now + seconds * SECONDS);
    });
    options.push(taken(60), variant(taken(8)));
  }
  return options;
}

function ofCreateOrDelete(
  simulation: Simulation, run: Run, call: Call & { action: 'create' | 'delete' }, befalls: (what: string, happens: () => void) => Option,
  endsIn: (milliseconds: number, error: string) => void, done: () => void,
): Option[] {
  const { world } = simulation;
  const step: Step = run.step!;
  const later = (milliseconds: number, wasMadeAgain: boolean): void => {
    const maker = { ...run.maker, seen: new Map(run.maker.seen) }; // it follows from what was seen before it was made
    const late: LateCall = { action: call.action, identifier: call.identifier, tags: call.action === 'create' ? [...call.tags] : [], maker, wasMadeAgain };
    simulation.addTimer({ at: world.now + milliseconds, does: 'carry out', call: late });
  };
  return [
    befalls(LOST_ANSWER, done),
    befalls('is carried out, but its answers are lost until the SDK gives it up', () => {
      done();
      endsIn(TRIED_FOR.refused, 'no answer');
    }),
    variant(befalls('is not answered until it is given up', () => endsIn(TRIED_FOR.unanswered, 'no answer'))),
    befalls('is not answered until it is given up, and carried out some seconds later', () => {
      step.givenUp = () => later(CARRIED_OUT_AFTER, false);
      step.readyAt = world.now + TRIED_FOR.unanswered;
      step.fate = () => {
        step.givenUp!();
        step.reject(new Error('no answer'));
      };
    }),
    befalls(MADE_AGAIN, () => {
      step.readyAt = world.now + ONE_TRY;
      later(ONE_TRY + CARRIED_OUT_AFTER, true);
    }),
    fault(`the process of ${run.request.id} is killed during ${words(call)}, which is carried out some seconds later`, () => {
      later(CARRIED_OUT_AFTER, false);
      simulation.kill(run);
    }),
  ];
}

function byHand(simulation: Simulation, { action, identifier }: Call, isOfUpdate: boolean): Option[] {
  const { world } = simulation;
  if (action === 'clustersThatUse' || isInvented(identifier)) return [];
  const found = world.redshift.find(identifier);
  const origin = world.origins.get(found?.publicKey ?? '');
  const hand = (what: string, happens: () => void): Option => fault(`somebody ${what}`, () => {
    simulation.runs.forEach(({ mishaps }) => mishaps.add('by hand'));
    happens();
  });
  const strangers = [hand(`makes a certificate ${identifier} of another stack`, () => makeStrangers(world, identifier, true))];
  // One of a generated name of this stack without an owner tag counts as the stack's: nobody else has such a name.
  const isGenerated = world.stacks.some(({ uuid }) => identifier.endsWith(`-${uuid}`));
  if (!isGenerated) strangers.push(hand(`makes a certificate ${identifier} without an owner tag`, () => makeStrangers(world, identifier, false)));
  if (!found) return strangers;
  if (!origin?.maker) return [];
  const options = [
    hand(`deletes ${identifier}`, () => removeByHand(world, found)),
    ...strangers.map(({ words: say, happens, ...rest }) => ({
      ...rest,
      words: () => `somebody deletes ${identifier}, and ${say()}`,
      happens: () => {
        removeByHand(world, found);
        happens();
      },
    })),
  ];
  if (found.tags.has(OWNER_TAG)) {
    options.push(hand(`takes the owner tag off ${identifier}`, () => {
      found.tags.delete(OWNER_TAG);
      origin.lostItsOwner = true;
    }));
    if (found.tags.size > 1 && isOfUpdate) { // to others the other tags are nothing
      options.push(variant(hand(`takes all tags off ${identifier}`, () => {
        found.tags.clear();
        origin.lostItsOwner = true;
      })));
    }
  }
  if (action === 'delete' && !world.redshift.clusters.size) {
    const uses = (duration: string, milliseconds: number): Option => fault(`a cluster uses ${identifier} for ${duration}`, () => {
      const cluster = `cluster-${++world.counted.clusters}`;
      world.redshift.addCluster({ identifier: cluster, hsmClientCertificateIdentifier: identifier });
      simulation.addTimer({ at: world.now + milliseconds, does: 'let go', cluster });
    });
    options.push(uses('an hour', 3600 * SECONDS), variant(uses('a minute', 60 * SECONDS)));
  }
  return options;
}

export function removeByHand(world: World, { identifier, publicKey }: StoredHsmClientCertificate): void {
  world.redshift.certificates.delete(identifier.toLowerCase());
  world.origins.delete(publicKey);
  world.removedByHand.add(publicKey);
}

export function makeStrangers(world: World, identifier: string, hasOwner: boolean): void {
  const publicKey = `key${++world.counted.keys}`;
  world.redshift.seed(identifier, { publicKey, tags: hasOwner ? { [OWNER_TAG]: SOMEBODY_ELSE } : {} });
  world.origins.set(publicKey, {});
}

function fault(sentence: string, happens: () => void): Option {
  return { isFault: true, words: () => sentence, happens };
}

function variant(option: Option): Option {
  return { ...option, isVariant: true };
}

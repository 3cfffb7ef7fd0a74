import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { BundledFunction } from './bundled-function';
import { CloudFormationEvent, createEvent, deleteEvent, LOGICAL_ID, marker, Properties, properties, updateEvent } from './cloudformation-events';
import { OWNER_TAG } from '../../src/private/contract';
import { accessDenied, internalFailure, loseAnswer, refuse, reset, serviceUnavailable, throttle } from '../local/injected-faults';
import { Action } from '../local/query-protocol';
import { RedshiftHsm, RedshiftHsmOptions } from '../local/redshift-hsm';

/*
 * The bundled function through random lives of a resource, with strangers and bad days. A small CloudFormation sends what the real one
 * would: a Delete with a marker after a failed Create, the Update of a rollback after a failed Update, a Delete after a replacement.
 */

const SECONDS = 20;

/** The lives begin with the same ones in each run, so that a change is judged by itself; `LIFECYCLE_SEED=<number>` begins with others. */
const FIRST_SEED = Number(process.env.LIFECYCLE_SEED ?? 1);
const GENERATED = 'generated'; // stands for the name that the construct would generate

/** What happens besides, while a request is under way. */
interface BadDay {
  readonly again: 'no' | 'at the same time' | 'afterwards';
  readonly faults: readonly (readonly [Action | '*', keyof typeof FAULTS])[];
  readonly answerIsRefused: readonly (503 | 'reset')[];
  /** At this call a stranger takes the name that the request is about, if it is free. */
  readonly strangerComesAtCall?: number;
  /** What is made meanwhile has a public key for which there is no room in an answer. */
  readonly keysAreTooLong?: boolean;
}

const FAULTS = { reset, throttle, internalFailure, serviceUnavailable, loseAnswer, accessDenied };
const OTHER_OWNER = { [OWNER_TAG]: `stack/Payroll/${randomUUID()}/${LOGICAL_ID}/${randomUUID()}` };

interface Template {
  readonly identifier: string;
  readonly tags: Readonly<Record<string, string>>;
}

/** What CloudFormation knows. */
interface Model {
  resource?: { id: string; template: Template };
}

interface Answer {
  readonly Status: 'SUCCESS' | 'FAILED';
  readonly Reason?: string;
  readonly PhysicalResourceId: string;
  readonly Data?: Readonly<Record<string, string>>;
}

let fn: BundledFunction;
let keyLength = 0;
const rules: { -readonly [K in keyof RedshiftHsmOptions]: RedshiftHsmOptions[K] } = {};

/** One life of a stack, and what is around it. */
class World {
  readonly uuid = randomUUID();
  readonly stackId = `arn:aws:cloudformation:us-east-1:000000000000:stack/Demo/${this.uuid}`;
  /** What strangers have, by name in lower case. */
  readonly strangers = new Map<string, object>();
  /** What others put on ours, and must stay. */
  tagsByHand: Record<string, string> = {};

  constructor(identifiersAreKept: RedshiftHsmOptions['identifiersAreKept']) {
    rules.identifiersAreKept = identifiersAreKept;
    fn.redshift.hsm.certificates.clear();
    fn.redshift.calls.length = fn.receiver.received.length = 0;
  }

  /** A name as the template has it. */
  name(name: string): string {
    return name === GENERATED ? `demo-certificate-${this.uuid.split('-')[0]}` : name;
  }

  properties({ identifier, tags }: Template): Properties {
    return properties(this.name(identifier), tags);
  }

  strangerTakes(identifier: string, tags: Record<string, string>): void {
    if (fn.redshift.hsm.find(identifier)) return;
    fn.redshift.hsm.seed(identifier, { tags });
    this.strangers.set(identifier.toLowerCase(), fn.redshift.hsm.state()[identifier]);
  }

  isStrangers(identifier: string): boolean {
    return this.strangers.has(this.name(identifier).toLowerCase());
  }

  /** Sends a request, and checks what every run owes. Returns the answer that counts: the first. */
  async send(event: CloudFormationEvent, { again, faults, answerIsRefused, strangerComesAtCall, keysAreTooLong = false }: BadDay): Promise<Answer> {
    const { redshift, receiver } = fn;
    const { Identifier } = event.ResourceProperties as { Identifier: string };
    const callsBefore = redshift.calls.length;
    for (const [action, fault] of faults) redshift.faults.next(action, FAULTS[fault]());
    receiver.replies.push(...answerIsRefused);
    keyLength = keysAreTooLong ? 4_096 : 0;
    redshift.onArrival = ({ action }) => {
      const isLook = action.startsWith('Describe') || action === 'CreateHsmClientCertificate'; // between a look and a write nothing helps
      if (isLook && redshift.calls.length - callsBefore === strangerComesAtCall) this.strangerTakes(Identifier, OTHER_OWNER);
    };
    const runs = await Promise.all(Array.from({ length: again === 'at the same time' ? 2 : 1 }, async () => fn.invoke(event)));
    if (again === 'afterwards') runs.push(await fn.invoke(event));
    redshift.faults.clear();
    receiver.replies.length = keyLength = 0;
    redshift.onArrival = undefined;

    for (const { error, seconds } of runs) {
      expect(error).toBeUndefined();
      expect(seconds).toBeLessThan(285);
    }
    const answers = BundledFunction.answers({ ...runs[0], received: receiver.received.filter(({ path }) => path?.startsWith(`/${event.RequestId}?`)) });
    expect(answers).toHaveLength(runs.length);
    if (strangerComesAtCall === undefined) for (const other of answers) expect(other).toEqual(answers[0]);
    return answers[0] as unknown as Answer;
  }

  /** That strangers have what they had, and that of ours there is what CloudFormation knows of, and nothing else. */
  check({ resource }: Model): void {
    const { hsm } = fn.redshift;
    const state = new Map(Object.entries(hsm.state()).map(([name, certificate]) => [name.toLowerCase(), certificate]));
    for (const [name, certificate] of this.strangers) expect([name, state.get(name)]).toEqual([name, certificate]);
    const ours = [...hsm.certificates].filter(([name]) => !this.strangers.has(name))
      .map(([, { identifier, tags }]) => ({ identifier, tags: Object.fromEntries(tags) }));
    const owner = new RegExp(`^stack/Demo/${this.uuid}/${LOGICAL_ID}/[-0-9a-f]{36}$`);
    const wanted = resource && !this.isStrangers(resource.id)
      ? [{
        identifier: expect.stringMatching(new RegExp(`^${resource.id}$`, 'i')),
        tags: { ...resource.template.tags, ...this.tagsByHand, [OWNER_TAG]: expect.stringMatching(owner) },
      }]
      : [];
    expect(ours).toEqual(wanted);
  }

  /** That a success returned what is there. */
  checkData({ PhysicalResourceId, Data }: Answer): void {
    const { identifier, publicKey } = fn.redshift.hsm.find(PhysicalResourceId)!;
    expect(Data).toMatchObject({ Arn: fn.redshift.hsm.hsmClientCertificateArn(identifier), PublicKey: publicKey });
  }
}

type Command = fc.AsyncCommand<Model, World>;

/** A resource is added to the template. */
class Create implements Command {
  constructor(readonly template: Template, readonly day: BadDay, readonly fate: 'stays' | 'is cancelled' | 'is cancelled while it runs') {}

  check({ resource }: Model): boolean {
    return !resource;
  }

  async run(model: Model, world: World): Promise<void> {
    const { template, day, fate } = this;
    const wasStrangers = world.isStrangers(template.identifier);
    const given = world.properties(template);
    const more = { StackId: world.stackId };
    world.tagsByHand = {};
    const create = createEvent(given, more);
    const cancel = async (): Promise<Answer> => world.send(deleteEvent('Demo-Certificate-1ABCDEFGHIJ23', given, more), QUIET);
    if (fate === 'is cancelled while it runs') {
      const [, deleted] = await Promise.all([fn.invoke(create), cancel()]);
      expect(deleted.Status).toBe('SUCCESS');
      return world.check(model);
    }
    const created = await world.send(create, day);
    if (day.strangerComesAtCall === undefined) expect(created).toMatchObject({ Status: wasStrangers || day.keysAreTooLong ? 'FAILED' : 'SUCCESS' });
    if (created.Status === 'FAILED') {
      expect(created.PhysicalResourceId).toBe(marker(create));
      expect(await world.send(deleteEvent(created.PhysicalResourceId, given, more), { ...day, faults: [] })).toMatchObject({ Status: 'SUCCESS' });
    } else if (fate === 'is cancelled') {
      expect(await cancel()).toMatchObject({ Status: 'SUCCESS' });
    } else {
      world.checkData(created);
      model.resource = { id: created.PhysicalResourceId, template };
    }
    world.check(model);
  }

  toString = (): string => `Create ${JSON.stringify(this)}`;
}

/** The template changes: only tags, or the identifier as well. */
class Update implements Command {
  constructor(
    readonly wanted: Partial<Template>,
    readonly day: BadDay,
    readonly fate: 'stays' | 'is rolled back',
    readonly deleteCarries: 'its own properties' | 'the others',
    readonly isImpossible: boolean,
  ) {}

  check({ resource }: Model): boolean {
    return resource !== undefined;
  }

  async run(model: Model, world: World): Promise<void> {
    const { id, template } = model.resource!;
    const wanted = { ...template, ...this.wanted };
    const [old, given] = [world.properties(template), { ...world.properties(wanted), ...(this.isImpossible && { Tags: [{ Key: 'aws:x', Value: '1' }] }) }];
    const more = { StackId: world.stackId };
    const [wasStrangers, wantedIsStrangers] = [world.isStrangers(id), world.isStrangers(wanted.identifier)];
    // Of what is made in place, or cannot be rolled back, something is left behind: that is known, and not closed.
    const mayFailAfterwards = !wasStrangers && world.name(wanted.identifier).toLowerCase() !== id.toLowerCase();
    const keysAreTooLong = mayFailAfterwards && this.day.keysAreTooLong;
    const cannotBeMade = keysAreTooLong && !fn.redshift.hsm.find(world.name(wanted.identifier));
    const updated = await world.send(updateEvent(id, given, old, more), { ...this.day, keysAreTooLong });
    if (this.day.strangerComesAtCall === undefined) {
      expect(updated).toMatchObject({ Status: this.isImpossible || wantedIsStrangers || cannotBeMade ? 'FAILED' : 'SUCCESS' });
    }
    if (updated.Status === 'FAILED') {
      expect(updated.PhysicalResourceId).toBe(id);
      const back = await world.send(updateEvent(id, old, given, more), this.quietDay);
      expect(back).toMatchObject({ Status: world.isStrangers(id) ? 'FAILED' : 'SUCCESS', PhysicalResourceId: id });
      return world.check(model);
    }
    world.checkData(updated);
    model.resource = { id: updated.PhysicalResourceId, template: wanted };
    const isReplacement = updated.PhysicalResourceId !== id;
    const byHand = world.tagsByHand;
    if (isReplacement) world.tagsByHand = {};
    if (this.fate === 'is rolled back' && !wasStrangers) {
      const back = await world.send(updateEvent(updated.PhysicalResourceId, old, given, more), this.quietDay);
      expect(back).toMatchObject({ Status: 'SUCCESS', PhysicalResourceId: id });
      world.checkData(back);
      world.tagsByHand = byHand;
      model.resource = { id, template };
      if (isReplacement) await this.clean(world, updated.PhysicalResourceId, given, old);
    } else if (isReplacement) {
      await this.clean(world, id, old, given);
    }
    world.check(model);
  }

  /** For what follows on a bad day. */
  private get quietDay(): BadDay {
    return { ...this.day, strangerComesAtCall: undefined, keysAreTooLong: false };
  }

  /**
   * What was replaced is deleted; which properties that Delete carries is not published. With the others, one that does not find its own,
   * because somebody was faster or it is delivered again, deletes the live one: that is known, and not closed.
   */
  private async clean(world: World, id: string, own: Properties, others: Properties): Promise<void> {
    const carried = this.deleteCarries === 'the others' && fn.redshift.hsm.find(id) && !world.isStrangers(id) ? others : own;
    expect(await world.send(deleteEvent(id, carried, { StackId: world.stackId }), { ...this.quietDay, again: carried === own ? this.day.again : 'no' }))
      .toMatchObject({ Status: 'SUCCESS', PhysicalResourceId: id });
  }

  toString = (): string => `Update ${JSON.stringify(this)}`;
}

/** The resource is removed from the template, or the stack deleted. */
class Delete implements Command {
  constructor(readonly day: BadDay, readonly timesInUse: number) {}

  check({ resource }: Model): boolean {
    return resource !== undefined;
  }

  async run(model: Model, world: World): Promise<void> {
    const { id, template } = model.resource!;
    fn.redshift.faults.times('DeleteHsmClientCertificate', this.timesInUse, refuse('InvalidHsmClientCertificateStateFault'));
    const deleted = await world.send(deleteEvent(id, world.properties(template), { StackId: world.stackId }), this.day);
    expect(deleted).toMatchObject({ Status: 'SUCCESS', PhysicalResourceId: id });
    model.resource = undefined;
    world.check(model);
  }

  toString = (): string => `Delete ${JSON.stringify(this)}`;
}

const BY_HAND = [
  'a stranger takes a name', 'a stranger gives it up', 'ours is tagged', 'ours is deleted', 'ours is deleted and made by a stranger',
] as const;

/** Something that people do to the service by hand. */
class ByHand implements Command {
  constructor(readonly what: typeof BY_HAND[number], readonly name: string) {}

  check({ resource }: Model): boolean {
    return resource !== undefined || !this.what.startsWith('ours');
  }

  async run({ resource }: Model, world: World): Promise<void> {
    const { hsm } = fn.redshift;
    const current = resource?.id.toLowerCase();
    switch (this.what) {
      case 'a stranger takes a name': // one without owner tag under our own name is taken for ours, so there it has one
        return world.strangerTakes(this.name, this.name.toLowerCase() === current ? OTHER_OWNER : {});
      case 'a stranger gives it up':
        if (world.strangers.delete(this.name.toLowerCase())) hsm.certificates.delete(this.name.toLowerCase());
        return;
      default:
        if (world.isStrangers(current!)) return;
    }
    if (this.what === 'ours is tagged') {
      if (hsm.find(current!)?.tags.set('by-hand', '1')) world.tagsByHand = { 'by-hand': '1' };
    } else {
      hsm.certificates.delete(current!);
      world.tagsByHand = {};
      if (this.what === 'ours is deleted and made by a stranger') world.strangerTakes(resource!.id, OTHER_OWNER);
    }
  }

  toString = (): string => `ByHand ${JSON.stringify(this)}`;
}

const QUIET: BadDay = { again: 'no', faults: [], answerIsRefused: [] };
const ACTIONS = ['CreateHsmClientCertificate', 'DescribeHsmClientCertificates', 'DeleteHsmClientCertificate', 'CreateTags', 'DeleteTags', '*'] as const;

const givenNames = fc.constantFrom('alpha', 'Beta', 'BETA');
const names = fc.oneof(givenNames, fc.constant(GENERATED));
const tags = fc.dictionary(fc.constantFrom('a', 'b', 'c', 'd'), fc.constantFrom('', '1', '2'), { maxKeys: 3, noNullPrototype: true });
const templates = fc.record({ identifier: names, tags });
const faults = fc.array(fc.tuple(fc.constantFrom(...ACTIONS), fc.constantFrom(...Object.keys(FAULTS) as (keyof typeof FAULTS)[])), { maxLength: 3 });
const days: fc.Arbitrary<BadDay> = fc.oneof(fc.constant(QUIET), fc.record({
  again: fc.constantFrom('no' as const, 'at the same time' as const, 'afterwards' as const),
  faults,
  answerIsRefused: fc.array(fc.constantFrom(503 as const, 'reset' as const), { maxLength: 2 }),
  strangerComesAtCall: fc.option(fc.integer({ min: 1, max: 4 }), { nil: undefined, freq: 3 }),
  keysAreTooLong: fc.constantFrom(false, false, true),
}));
const quietPlaces = days.map((day) => ({ ...day, strangerComesAtCall: undefined }));

const creates = fc.tuple(
  templates, days, fc.constantFrom('stays', 'stays', 'stays', 'is cancelled', 'is cancelled while it runs'),
).map((args) => new Create(...args));
const updates = fc.tuple(
  fc.oneof(fc.record({ tags }), templates), days, fc.constantFrom('stays', 'is rolled back'), fc.constantFrom('its own properties', 'the others'),
  fc.constantFrom(false, false, false, true),
).map((args) => new Update(...args));
const deletes = fc.tuple(quietPlaces, fc.integer({ min: 0, max: 3 })).map((args) => new Delete(...args));
const byHand = fc.tuple(fc.constantFrom(...BY_HAND), givenNames).map((args) => new ByHand(...args));

const commands = fc.noBias(fc.commands([creates, updates, updates, updates, deletes, byHand, byHand], { maxCommands: 16, size: '+1' }));

beforeAll(async () => {
  let made = 0;
  const publicKeyFor = (): string => `public key ${++made}`.padEnd(keyLength, '.');
  fn = await new BundledFunction({ time: 'virtual', hsm: new RedshiftHsm(rules), publicKeyFor }).start();
});

afterAll(async () => {
  await fn.close();
});

test('whatever happens, nothing of strangers is touched, nothing of ours is lost or left, and every run answers once', async () => {
  const life = fc.asyncProperty(commands, fc.constantFrom('as given' as const, 'in lower case' as const), async (sequence, identifiersAreKept) => {
    const [model, world]: [Model, World] = [{}, new World(identifiersAreKept)];
    await fc.asyncModelRun(() => ({ model, real: world }), sequence);
    if (model.resource) await new Delete(QUIET, 0).run(model, world);
    expect(fn.redshift.hsm.certificates.size).toBe(world.strangers.size);
  });
  let seed = FIRST_SEED;
  for (const end = Date.now() + SECONDS * 1000; Date.now() < end; seed++) await fc.assert(life, { numRuns: 10, seed });
  expect(fn.output).not.toMatch(/X-Amz/);
}, 10 * SECONDS * 1000);

import { INVENTED, isName, isSame } from './names';
import { isAdopted, isAdoptedBy, isOfSameResource } from './owner';
import { forget, record } from './record';
import { physicalIdOf, Registrations } from './registrations';
import { Properties, Purpose, Registration, Request, RequestType, Resource, Stack, Template, State } from './state';

/** CloudFormation waits so long for a response: the library's ServiceTimeout. */
const SERVICE_TIMEOUT = 20 * 60_000;

/** How often the Delete of a clean-up is tried before CloudFormation gives the resource up. */
const CLEAN_UP_TRIES = 3;

const ROLLBACK_FAILED = 'a rollback did not take back its rename';

export const ANOTHER_FAILS = 'another resource of the deployment fails';

/** What came of a request. */
export interface Reply {
  readonly outcome: 'SUCCESS' | 'FAILED' | 'cancelled' | 'timed out';
  readonly physicalId?: string;
  readonly publicKey?: string;
}

/** Something that a user has asked for, while it is in progress. */
export interface Operation {
  readonly stack: Stack;
  /** It has failed: by this resource, or by another one of the deployment. */
  hasFailed: boolean;
  /** What happens to what a failure leaves behind; where both may be, that is asked when it matters. */
  readonly rollback: Rollback;
  /** Something that somebody else decides. */
  question?: Question;
  /** The requests that are given up when something fails. */
  readonly cancellable: Set<Request>;
  /** What has been asked and replied so far: all that the future of the operation depends on. */
  log: string;
}

export type Rollback = 'enabled' | 'disabled' | 'either';

export interface Question {
  readonly answers: readonly string[];
  /** Nothing else happens before. */
  readonly isUrgent: boolean;
  readonly answer: (index: number) => void;
}

/** What a deployment is, besides its template. */
export interface Deployment {
  /** What it removes from the stack stays. */
  readonly retained?: boolean;
  /** The public key whose fingerprint the template states. */
  readonly stated?: string;
}

export interface Surroundings {
  readonly state: State;
  tell(words: () => string): void;
  invoke(request: Request): void;
}

/** CloudFormation, as far as a custom resource notices it. */
export class CloudFormation {
  operations: Operation[] = [];
  private readonly waiting = new Map<string, (reply: Reply) => void>();
  private readonly registrations: Registrations;

  constructor(private readonly surroundings: Surroundings) {
    this.registrations = new Registrations(surroundings.state, async (operation, purpose, type, registration, publicKey) => {
      const { stated, identifier, publicKey: oldPublicKey } = registration;
      const properties = { Identifier: identifier, Tags: [] };
      return this.ask(operation, purpose, type, { logicalId: 'Registration' }, properties, {
        ...(type !== 'Create' && { physicalId: physicalIdOf({ identifier }) }),
        ...(type === 'Update' && { oldProperties: properties }),
        registration: { stated, publicKey, oldPublicKey },
      });
    });
  }

  /** Carries out what a user asks for. */
  begin(stack: Stack, words: string, work: (operation: Operation) => Promise<void>, rollback: Rollback = 'enabled'): void {
    const operation: Operation = { stack, hasFailed: false, rollback, cancellable: new Set(), log: words };
    this.operations.push(operation);
    this.surroundings.tell(() => `the user ${words}`);
    void work(operation).then(() => {
      this.operations = this.operations.filter((one) => one !== operation);
      this.surroundings.state.idleSince = this.surroundings.state.now;
      this.surroundings.tell(() => `the stack ${stack.name} (${stack.uuid}) is in the status ${stack.status}`);
    });
  }

  newStack(name: string): Stack {
    const { state } = this.surroundings;
    const stack: Stack = { name, uuid: `life${++state.counted.stacks}`, status: 'DELETE_COMPLETE', resources: [], registrations: [], replacedByRollback: [] };
    state.stacks.push(stack);
    return stack;
  }

  async create(operation: Operation, template: Template, stated?: string): Promise<void> {
    const { stack } = operation;
    await this.deploy(operation, template, async () => {
      stack.status = await this.deleteAll(operation, 'rollback') ? 'DELETE_COMPLETE' : 'ROLLBACK_FAILED';
    }, { stated });
  }

  async update(operation: Operation, template: Template, deployment?: Deployment): Promise<void> {
    await this.deploy(operation, template, async () => this.rollBack(operation), deployment);
  }

  /** Takes a deployment back that failed without rollback; or goes on with a rollback that failed. */
  async rollBack(operation: Operation): Promise<void> {
    const { stack } = operation;
    const updated = stack.resources.filter((resource) => resource.before !== undefined && resource.before !== 'absent');
    await Promise.all(updated.map(async (resource) => {
      const before = resource.before as Exclude<Resource['before'], 'absent' | undefined>;
      const { physicalId: current, properties: latest } = resource;
      const reply = await this.ask(operation, 'rollback', 'Update', resource, before.properties, { physicalId: current, oldProperties: latest });
      if (reply.outcome !== 'SUCCESS') {
        resource.status = 'UPDATE_FAILED';
        if (!isSame(before.properties.Identifier, latest.Identifier)) {
          this.rollbackFailed(stack, before.properties.Identifier, latest.Identifier);
        }
        return;
      }
      Object.assign(resource, { physicalId: reply.physicalId, properties: before.properties, publicKey: reply.publicKey, status: 'COMPLETE', before: undefined });
      resource.claims = [resource.physicalId];
      if (!isSame(current, resource.physicalId)) {
        const properties = this.carried(latest, before.properties);
        stack.replacedByRollback = [...stack.replacedByRollback, { resource, physicalId: current, properties }];
      }
    }));
    const areUpdated = stack.resources.every(({ before }) => before === undefined || before === 'absent');
    if (!areUpdated || !await this.registrations.rollBack(operation)) {
      this.rollbackFailed(stack, ...stack.replacedByRollback.map(({ physicalId }) => physicalId));
      stack.status = 'UPDATE_ROLLBACK_FAILED';
      return;
    }
    const created = stack.resources.filter(({ before }) => before === 'absent');
    stack.resources = stack.resources.filter(({ before }) => before !== 'absent');
    const { replacedByRollback } = stack;
    stack.replacedByRollback = [];
    await this.cleanUpRegistrations(operation, 'rollback', ({ before }) => before !== 'absent');
    const cleanUps = replacedByRollback.map(async ({ resource, physicalId, properties }) => this.cleanUp(operation, resource, physicalId, properties, 'clean-up after rollback'));
    await Promise.all([...cleanUps, ...created.map(async (resource) => this.cleanUp(operation, resource, resource.physicalId, resource.properties, 'rollback'))]);
    stack.status = 'COMPLETE';
    forget(this.surroundings.state, stack.uuid, ROLLBACK_FAILED);
  }

  /** Ends a rollback that failed: what could not be updated is taken as it is. */
  skip({ stack }: Operation): void {
    const { state } = this.surroundings;
    const names = state.events.filter(({ stack: uuid, what }) => uuid === stack.uuid && what === ROLLBACK_FAILED).map(({ name }) => name);
    for (const name of names) record(state, { stack: stack.uuid, name, what: 'its rollback was skipped' });
    for (const resource of stack.resources) {
      if (resource.before === undefined || resource.before === 'absent') continue;
      Object.assign(resource, { properties: resource.before.properties, status: 'COMPLETE', before: undefined, claims: [resource.physicalId] });
    }
    for (const registration of stack.registrations) {
      if (registration.before !== 'absent') Object.assign(registration, { publicKey: stack.resources[0].publicKey, before: undefined });
    }
  }

  async delete(operation: Operation, retained: boolean): Promise<void> {
    const { stack } = operation;
    if (retained) {
      stack.resources.forEach((resource) => this.keep(stack, resource, 'retained'));
      for (const { physicalId, properties } of stack.resources) {
        const name = isName(physicalId) ? physicalId : properties.Identifier;
        record(this.surroundings.state, { stack: stack.uuid, name, what: 'the user retained it with the stack' });
      }
      stack.resources = [];
      stack.registrations = [];
    }
    stack.status = await this.deleteAll(operation, 'removal') ? 'DELETE_COMPLETE' : 'DELETE_FAILED';
  }

  /** Another resource of the deployment fails: nobody waits for this one any more. */
  anotherResourceFails(operation: Operation): void {
    operation.hasFailed = true;
    for (const request of operation.cancellable) this.reply(request, 'cancelled', { outcome: 'cancelled' });
  }

  /** A response arrives. Only the first one counts, and only while somebody waits for it. */
  receive(request: Request, body: string): void {
    const { Status, PhysicalResourceId, Data } = JSON.parse(body) as { Status: 'SUCCESS' | 'FAILED'; PhysicalResourceId: string; Data?: Record<string, string> };
    request.response ??= Status;
    if (request.status !== 'open') return;
    const { state: { redshift } } = this.surroundings;
    // Of a configuration there is no attribute that tells one from another.
    const publicKey = Data?.PublicKey ?? redshift.find(PhysicalResourceId)?.publicKey;
    this.reply(request, 'responded', { outcome: Status, physicalId: PhysicalResourceId, publicKey });
  }

  timeOut(request: Request): void {
    if (request.status !== 'open') return;
    this.surroundings.tell(() => `CloudFormation has waited for the response to ${request.id} for 20 minutes, and waits no longer`);
    this.reply(request, 'timed out', { outcome: 'timed out' });
  }

  private async deploy(
    operation: Operation, template: Template, rollBack: () => Promise<void>, { retained = false, stated }: Deployment = {},
  ): Promise<void> {
    const { stack } = operation;
    const removed = stack.resources.filter(({ logicalId }) => !template.has(logicalId));
    const failedCreates: Resource[] = [];
    const results = await Promise.all([...template].map(async ([logicalId, properties]) => {
      const resource = stack.resources.find((one) => one.logicalId === logicalId);
      if (resource?.status === 'CREATE_FAILED') {
        if (this.surroundings.state.circumstances.failedCreatesAreDeleted === 'last') failedCreates.push({ ...resource });
        else if (!await this.deleteOnce(operation, 'clean-up', resource, resource.physicalId, resource.properties)) return false;
        stack.resources = stack.resources.filter((one) => one !== resource);
        return this.make(operation, logicalId, properties);
      }
      if (!resource) return this.make(operation, logicalId, properties);
      if (resource.status === 'COMPLETE' && isEqual(resource.properties, properties)) return true;
      return this.change(operation, resource, properties);
    }));
    if (!operation.hasFailed && !results.includes(false)) {
      const isConfirmed = await this.registrations.deploy(operation, stated);
      results.push(isConfirmed || this.failed(operation));
    }
    const isWorkedOn = [...stack.resources, ...stack.registrations].some(({ before }) => before !== undefined);
    if (!operation.hasFailed && !results.includes(false) && isWorkedOn) {
      operation.hasFailed = await this.decided(operation, ['the deployment succeeds', ANOTHER_FAILS], false) === 1;
    }
    if (operation.hasFailed || results.includes(false)) {
      operation.hasFailed = true;
      if (await this.isRolledBack(operation)) return rollBack();
      stack.resources.push(...failedCreates.map((one) => ({ ...one, logicalId: `${one.logicalId}, an earlier one` })));
      stack.status = 'FAILED';
      return;
    }
    stack.resources = stack.resources.filter((resource) => !removed.includes(resource));
    const [certificate] = stack.resources;
    await this.cleanUpRegistrations(operation, 'clean-up', (one) => one.stated === stated && one.identifier === certificate?.properties.Identifier);
    await Promise.all([
      ...stack.resources.map(async (resource) => this.settle(operation, resource)),
      ...failedCreates.map(async (resource) => this.cleanUp(operation, resource)),
      ...removed.map(async (resource) => retained ? this.keep(stack, resource, 'retained') : this.cleanUp(operation, resource)),
    ]);
    stack.status = 'COMPLETE';
    forget(this.surroundings.state, stack.uuid, ROLLBACK_FAILED);
    stack.resources.forEach(({ physicalId }) => this.isManagedAgain(stack, physicalId));
  }

  private async cleanUpRegistrations(operation: Operation, purpose: Purpose, isKept: (registration: Registration) => boolean): Promise<void> {
    const { stack } = operation;
    await this.registrations.keepOnly(operation, purpose, isKept);
    stack.registrations = stack.registrations.filter(isKept).map((one) => ({ ...one, before: undefined })); // others are given up
  }

  private async isRolledBack(operation: Operation): Promise<boolean> {
    if (operation.rollback !== 'either') return operation.rollback === 'enabled';
    return await this.decided(operation, ['it is rolled back', 'rollback is disabled'], true) === 0;
  }

  private async decided(operation: Operation, answers: readonly string[], isUrgent: boolean): Promise<number> {
    const index = await new Promise<number>((answer) => { operation.question = { answers, isUrgent, answer }; });
    operation.question = undefined;
    operation.log += `;${answers[index]}`;
    this.surroundings.tell(() => answers[index]);
    return index;
  }

  private async make(operation: Operation, logicalId: string, properties: Properties): Promise<boolean> {
    const resource: Resource = { logicalId, physicalId: '', properties, status: 'CREATE_FAILED', before: 'absent', claims: [] };
    operation.stack.resources.push(resource);
    const reply = await this.ask(operation, 'deployment', 'Create', resource, properties);
    // The id of a FAILED answer counts; where there is no response, CloudFormation invents one.
    resource.physicalId = reply.physicalId ?? `${operation.stack.name}-${logicalId}-${INVENTED}`;
    if (reply.outcome !== 'SUCCESS') return this.failed(operation);
    Object.assign(resource, { status: 'COMPLETE', publicKey: reply.publicKey, claims: [resource.physicalId] });
    return true;
  }

  private async change(operation: Operation, resource: Resource, properties: Properties): Promise<boolean> {
    const { physicalId, properties: oldProperties, publicKey } = resource;
    resource.before ??= { physicalId, properties: oldProperties, publicKey };
    resource.properties = properties;
    const reply = await this.ask(operation, 'deployment', 'Update', resource, properties, { physicalId, oldProperties });
    if (reply.outcome !== 'SUCCESS') {
      resource.status = 'UPDATE_FAILED';
      return this.failed(operation);
    }
    Object.assign(resource, { status: 'COMPLETE', physicalId: reply.physicalId, publicKey: reply.publicKey });
    resource.claims = [...new Set([...resource.claims, resource.physicalId])]; // the old one too, until nothing can be rolled back
    return true;
  }

  private failed(operation: Operation): false {
    this.anotherResourceFails(operation);
    return false;
  }

  /** The deployment has succeeded: what was replaced goes. */
  private async settle(operation: Operation, resource: Resource): Promise<void> {
    const { before } = resource;
    resource.before = undefined;
    resource.claims = [resource.physicalId];
    if (before === undefined || before === 'absent' || isSame(before.physicalId, resource.physicalId)) return;
    await this.cleanUp(operation, resource, before.physicalId, this.carried(before.properties, resource.properties));
  }

  private carried(own: Properties, latest: Properties): Properties {
    return this.surroundings.state.circumstances.deleteCarries === 'the latest properties' ? latest : own;
  }

  private async cleanUp(
    operation: Operation, resource: Resource, physicalId = resource.physicalId, properties = resource.properties, purpose: Purpose = 'clean-up',
  ): Promise<void> {
    for (let tries = 0; tries < CLEAN_UP_TRIES; tries++) {
      if (await this.deleteOnce(operation, purpose, resource, physicalId, properties)) return;
    }
    this.surroundings.tell(() => `CloudFormation gives ${physicalId} up`);
    this.keep(operation.stack, { ...resource, physicalId, properties }, 'given up');
  }

  private async deleteAll(operation: Operation, purpose: Purpose): Promise<boolean> {
    const { stack } = operation;
    if (!await this.registrations.keepOnly(operation, purpose, () => false)) return false; // the certificate is deleted after what depends on it
    await Promise.all(stack.resources.map(async (resource) => {
      const gone = await this.deleteOnce(operation, purpose, resource, resource.physicalId, resource.properties);
      if (gone) stack.resources = stack.resources.filter((one) => one !== resource);
      else resource.status = 'DELETE_FAILED';
    }));
    return stack.resources.length === 0;
  }

  private async deleteOnce(operation: Operation, purpose: Purpose, resource: Resource, physicalId: string, properties: Properties): Promise<boolean> {
    resource.claims = resource.claims.filter((claim) => !isSame(claim, physicalId));
    const reply = await this.ask(operation, purpose, 'Delete', resource, properties, { physicalId });
    return reply.outcome === 'SUCCESS';
  }

  private async ask(
    operation: Operation, purpose: Purpose, type: RequestType, { logicalId }: Pick<Resource, 'logicalId'>, properties: Properties,
    more: Partial<Pick<Request, 'physicalId' | 'oldProperties' | 'registration'>> = {},
  ): Promise<Reply> {
    const { state, invoke, tell } = this.surroundings;
    const { stack } = operation;
    const request: Request = {
      id: `request${++state.counted.requests}`,
      stack: stack.uuid,
      logicalId: nameOf(logicalId),
      type,
      properties,
      ...more,
      sentAt: state.now,
      purpose,
      status: 'open',
      wasDeliveredAgain: false,
    };
    state.requests.push(request);
    state.timers.push({ at: state.now + SERVICE_TIMEOUT, does: 'time out', requestId: request.id });
    tell(() => `CloudFormation sends ${describe(request)}`);
    if (purpose === 'deployment') operation.cancellable.add(request);
    const replied = new Promise<Reply>((resolve) => this.waiting.set(request.id, resolve));
    invoke(request);
    if (purpose === 'deployment' && operation.hasFailed) this.anotherResourceFails(operation);
    const reply = await replied;
    operation.cancellable.delete(request);
    operation.log += `;${request.id} ${reply.outcome} ${reply.physicalId ?? ''}`;
    if (reply.outcome === 'cancelled') tell(() => `CloudFormation does not wait for the response to ${request.id}`);
    return reply;
  }

  private reply(request: Request, status: Request['status'], reply: Reply): void {
    const { state } = this.surroundings;
    request.status = status;
    state.timers = state.timers.filter((timer) => timer.does !== 'time out' || timer.requestId !== request.id);
    this.waiting.get(request.id)?.(reply);
    this.waiting.delete(request.id);
  }

  /** Its certificate stays, and everybody knows it. */
  private keep(stack: Stack, { logicalId, physicalId, properties, claims }: Resource, as: 'retained' | 'given up'): void {
    const { state } = this.surroundings;
    for (const name of [physicalId, properties.Identifier]) {
      const found = state.redshift.find(name);
      const origin = state.origins.get(found?.publicKey ?? '');
      const resource = { stack: stack.uuid, logicalId: nameOf(logicalId) };
      if (!found || !origin || (!isOfSameResource(origin.creator, resource) && !isAdoptedBy(found, resource))) continue;
      if (as === 'given up' && claims.some((claim) => isSame(claim, name))) continue;
      origin.kept = { as, before: `request${state.counted.requests}` };
      record(state, { stack: stack.uuid, name, what: 'CloudFormation gave it up, or the user retained it' });
      if (isSame(name, physicalId)) break;
    }
  }

  private rollbackFailed({ uuid }: Stack, ...names: string[]): void {
    for (const name of names) record(this.surroundings.state, { stack: uuid, name, what: ROLLBACK_FAILED });
  }

  private isManagedAgain({ uuid }: Stack, name: string): void {
    const { state } = this.surroundings;
    const found = state.redshift.find(name);
    const origin = state.origins.get(found?.publicKey ?? '');
    if (!found || !origin) return;
    // What a stack has created, retained and adopted since stays when it leaves the stack again.
    if (origin.creator ? origin.creator.stack === uuid && !isAdopted(found) : true) origin.kept = undefined;
  }
}

/** What the template calls a resource, of which there can be an earlier one that is still to be cleaned up. */
function nameOf(logicalId: string): string {
  return logicalId.split(',')[0];
}

export function isEqual(one: Properties, other: Properties): boolean {
  return one.Identifier === other.Identifier && one.AdoptExisting === other.AdoptExisting && one.Partition === other.Partition
    && isSameList(one.Tags, other.Tags);
}

export function describe({ id, type, logicalId, physicalId, properties, oldProperties, purpose, registration }: Request): string {
  const of = physicalId === undefined ? '' : ` of ${physicalId}`;
  if (registration) return `${id}, a ${type}${of} for ${logicalId} (${purpose}; ${registration.stated} is stated, and it is ${registration.publicKey})`;
  const wanted = `Identifier ${properties.Identifier}, tags ${properties.Tags.map(({ Key, Value }) => `${Key}=${Value}`).join(' ')}`
    + (properties.AdoptExisting ? ', adopting' : '') + (properties.Partition ? `, partition ${properties.Partition}` : '');
  const old = oldProperties ? `; old Identifier ${oldProperties.Identifier}` : '';
  return `${id}, a ${type}${of} for ${logicalId} (${purpose}; ${wanted}${old})`;
}

function isSameList(one: Properties['Tags'], other: Properties['Tags']): boolean {
  if (one === other) return true;
  return one.length === other.length && one.every(({ Key, Value }, index) => Key === other[index].Key && Value === other[index].Value);
}

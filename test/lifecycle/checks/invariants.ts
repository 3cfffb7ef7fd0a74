import { Tags } from '../../../lambda/redshift/resource-calls';
import { StoredHsmClientCertificate } from '../../../local-redshift/redshift-hsm';
import { OWNER_TAG } from '../../../src/private/contract';
import { HARMLESS } from '../model/faults';
import { FUNCTION_TIMEOUT, Invocation } from '../model/invocation';
import { kindOf } from '../model/kinds';
import { isAmong, isSame, number } from '../model/names';
import { isAdopted, isOfSameResource, mayAdopt, ownerIn } from '../model/owner';
import { isRecorded, record } from '../model/record';
import { SECRET_IS_GONE, Witness } from '../model/redshift';
import { Caller, Origin, Request, Stack, State } from '../model/state';

/** What must hold after every step. */
export const INVARIANTS = {
  'another owner': "Another owner's certificate is never changed or deleted.",
  'adopted': 'What was adopted is never deleted by us.',
  'released': 'When an adopted certificate has left its stack, or its deployment was rolled back, no owner tag of ours is left on it, unless it was retained.',
  'secret': 'The secret of a configuration is read only by an invocation that has seen that the configuration is not there.',
  'retained': 'A certificate that was retained or given up earlier is not deleted by a deployment that did not create it, nor by its rollback.',
  'orphaned': 'When a stack is deleted and nothing was retained, nothing of it is left.',
  'needed': 'A certificate that the template still has is never deleted by us.',
  'fingerprint': 'A stated fingerprint is confirmed if it is the certificate\'s; only what states it for the first time fails if it is not, and so no rollback.',
  'response': 'Each invocation responds exactly once within its deadline, unless the process was killed or the PUT failed for good.',
  'physical id': 'The physical id changes only in a replacement.',
  'attributes': 'The attributes of a response are complete and belong to the certificate that exists.',
  'time': 'Every invocation ends within its time.',
  'exists': 'What CloudFormation has exists, unless somebody deleted it by hand.',
  'tags': "After a success the certificate has the template's tags and its owner tag, and none that only the template before had.",
  'tags of others': 'Tags that others put on a certificate stay.',
  'reason': 'A request fails only for a reason: something happened to its invocation, or the name is not ours to take or to delete.',
} as const;

export type Invariant = keyof typeof INVARIANTS;

export interface Violation {
  readonly invariant: Invariant;
  readonly words: string;
  /** What it is about, as it was just before. */
  readonly certificate?: StoredHsmClientCertificate;
  readonly origin?: Origin;
  /** Who did it. */
  readonly request?: Request;
  readonly caller?: Caller;
  /** By a call that had been abandoned. */
  readonly isLate?: boolean;
  readonly stack?: Stack;
}

const LATEST_RESPONSE = FUNCTION_TIMEOUT - 15_000;
export const TAG_OF_OTHERS = 'cost-center';

interface Response {
  readonly Status: 'SUCCESS' | 'FAILED';
  readonly PhysicalResourceId: string;
  readonly Reason?: string;
  readonly Data?: Partial<Record<string, string>>;
}

/** Looks on, and reports what must not be. */
export class Invariants implements Witness {
  constructor(private readonly state: State, private readonly report: (violation: Violation) => void) {}

  toBeCreated(identifier: string, caller: Caller): void {
    const name = identifier.toLowerCase();
    if (!kindOf(this.state.circumstances).hasSecret || (caller.seen.has(name) && caller.seen.get(name) === undefined)) return;
    this.report({ invariant: 'secret', caller, words: `${caller.requestId} reads the secret for ${identifier}, and has not seen that it is not there` });
  }

  toBeDeleted(certificate: StoredHsmClientCertificate, caller: Caller, isLate: boolean): void {
    const about = { ...this.about(certificate, caller), isLate };
    const { origin, request, stack } = about;
    const name = certificate.identifier;
    if (isAdopted(certificate)) return this.report({ ...about, invariant: 'adopted', words: `${request.id} deletes ${name}, which was adopted` });
    if (!isOfSameResource(origin.creator, caller)) {
      return this.report({ ...about, invariant: 'another owner', words: `${request.id} deletes ${name}, which is somebody else's` });
    }
    const isClaimed = stack.resources.some(({ logicalId, claims }) => logicalId === caller.logicalId && isAmong(claims, name));
    const isExpected = this.state.requests.some(({ id, status }) => id === origin.creator!.requestId && id !== request.id && status === 'open');
    // CloudFormation asked for that before it was kept: it is only late.
    const wasAskedFor = request.type === 'Delete' && number(request.id) > number(origin.creator!.requestId)
      && number(request.id) <= (origin.kept ? number(origin.kept.before) : 0);
    if (origin.kept && !isClaimed && !wasAskedFor) {
      this.report({ ...about, invariant: 'retained', words: `${request.id} deletes ${name}, which was ${origin.kept.as} earlier` });
    } else if (isClaimed || isExpected) {
      this.report({ ...about, invariant: 'needed', words: `${request.id} deletes ${name}, which the stack ${isExpected ? 'is about to have' : 'still has'}` });
    }
  }

  toBeTagged(certificate: StoredHsmClientCertificate, caller: Caller, added: Tags, removedKeys: readonly string[]): void {
    const about = this.about(certificate, caller);
    const name = certificate.identifier;
    if (!isOfSameResource(about.origin.creator, caller) && !mayAdopt(about.request, certificate, about.origin, added)) {
      this.report({ ...about, invariant: 'another owner', words: `${caller.requestId} changes the tags of ${name}, which is somebody else's` });
    } else if (removedKeys.includes(TAG_OF_OTHERS)) {
      this.report({ ...about, invariant: 'tags of others', words: `${caller.requestId} removes the tag ${TAG_OF_OTHERS} of ${name}` });
    }
  }

  /** An invocation looks at a name. */
  seen({ request, foundOfOthers, befallen }: Invocation, identifier: string): void {
    const { origins, redshift } = this.state;
    const found = redshift.find(identifier);
    const origin = origins.get(found?.publicKey ?? '');
    if (found && origin && request.type === 'Update' && origin.partition !== request.properties.Partition) befallen.add('it has other properties');
    if (!found && request.properties.AdoptExisting && this.state.removedByHand.size) befallen.add('there is nothing to adopt any more');
    if (!found || !origin || (request.type !== 'Delete' && mayAdopt(request, found, origin))) return;
    const isOurs = isOfSameResource(origin.creator, request) && !origin.lostItsOwner && !origin.wasReleased;
    if (!isOurs || (request.type === 'Create' && origin.creator?.requestId !== request.id)) foundOfOthers.add(identifier);
  }

  responded(invocation: Invocation, body: string): void {
    const { request, caller, responses, foundOfOthers, befallen } = invocation;
    const about = { request, caller };
    const response = JSON.parse(body) as Response;
    if (responses.length > 1) this.report({ ...about, invariant: 'response', words: `an invocation of ${request.id} responds twice` });
    if (invocation.elapsed() > LATEST_RESPONSE) {
      this.report({ ...about, invariant: 'response', words: `an invocation of ${request.id} responds after ${invocation.elapsed() / 1000} seconds` });
    }
    if (request.registration) return this.confirmed(request, caller, response);
    const problem = physicalIdProblem(request, response);
    if (problem) {
      this.report({ ...about, invariant: 'physical id', words: `the response to ${request.id} has the physical id ${response.PhysicalResourceId}: ${problem}` });
    }
    if (response.Status === 'SUCCESS' && request.type !== 'Delete') {
      this.attributes(invocation, response);
      this.tags(invocation, response);
    }
    if (response.Status === 'SUCCESS' && (request.type === 'Delete' || request.purpose === 'rollback')) this.recordWhatIsOfOthers(invocation);
    if (response.Status === 'FAILED' && request.status === 'open' && !foundOfOthers.size && isHarmless(befallen)
      && !response.Reason?.includes(SECRET_IS_GONE)) {
      this.report({ ...about, invariant: 'reason', words: `${request.id} fails: ${response.Reason}` });
    }
  }

  ended(invocation: Invocation, error: unknown): void {
    const { request, caller, responses, cannotRespond } = invocation;
    const about = { invariant: 'response', request, caller } as const;
    if (request.purpose === 'rollback' && request.type === 'Update') this.recordWhatIsLeft(invocation);
    if (error !== undefined && !cannotRespond) this.report({ ...about, words: `an invocation of ${request.id} ends in an error: ${String(error)}` });
    if (error === undefined && !responses.length) this.report({ ...about, words: `an invocation of ${request.id} ends without a response` });
  }

  outOfTime({ request, caller }: Invocation): void {
    const words = `an invocation of ${request.id} takes more than ${FUNCTION_TIMEOUT / 1000} seconds`;
    this.report({ invariant: 'time', request, caller, words });
  }

  /** Nothing goes on, and nothing is to come. */
  quiet(): void {
    for (const stack of this.state.stacks) {
      if (stack.status === 'DELETE_COMPLETE') this.nothingIsLeft(stack);
      else this.everythingExists(stack);
      if (['COMPLETE', 'DELETE_COMPLETE'].includes(stack.status)) this.nothingElseIsAdopted(stack);
    }
  }

  private confirmed(request: Request, caller: Caller, { Status: status, Reason: reason }: Response): void {
    const { stated, publicKey } = request.registration!;
    const isExpected = status === 'SUCCESS' ? request.type !== 'Create' || stated === publicKey : request.type === 'Create' && stated !== publicKey;
    if (isExpected) return;
    this.report({ invariant: 'fingerprint', request, caller, words: `${request.id} comes to ${status}, where ${stated} is stated and ${publicKey} is there: ${reason}` });
  }

  private nothingElseIsAdopted(stack: Stack): void {
    const { state } = this;
    for (const certificate of state.redshift.certificates.values()) {
      const { identifier, publicKey } = certificate;
      const origin = state.origins.get(publicKey)!;
      const owner = ownerIn(certificate.tags);
      if (owner?.how !== 'adopted' || owner.stack !== stack.uuid || stack.resources.some(({ physicalId }) => isSame(physicalId, identifier))) continue;
      if (origin.kept && number(origin.kept.before) >= number(owner.requestId)) continue; // retained since
      if (isRecorded(state, stack.uuid, identifier, 'the user retained it with the stack')) continue;
      const words = `${identifier} is not in the stack ${stack.name} (${stack.uuid}), and its owner tag says that the stack has adopted it`;
      this.report({ invariant: 'released', certificate, origin, stack, words });
    }
  }

  private nothingIsLeft(stack: Stack): void {
    const { state } = this;
    for (const certificate of state.redshift.certificates.values()) {
      const { identifier, publicKey } = certificate;
      const origin = state.origins.get(publicKey)!;
      if (origin.creator?.stack !== stack.uuid || origin.kept || isRecorded(state, stack.uuid, identifier, 'the user retained it with the stack')) continue;
      const words = `the stack ${stack.name} (${stack.uuid}) is deleted, and ${identifier} is left`;
      this.report({ invariant: 'orphaned', certificate, origin, stack, words });
    }
  }

  private everythingExists(stack: Stack): void {
    for (const { physicalId, publicKey, status } of stack.resources) {
      const { removedByHand } = this.state;
      const wasRemovedByHand = publicKey === undefined ? removedByHand.size > 0 : removedByHand.has(publicKey);
      if (status !== 'COMPLETE' || wasRemovedByHand) continue;
      const found = this.state.redshift.find(physicalId);
      if (found?.publicKey === publicKey) continue;
      this.report({
        invariant: 'exists',
        stack,
        certificate: found,
        origin: this.state.origins.get(found?.publicKey ?? ''),
        words: `CloudFormation has ${physicalId} with ${publicKey}, and Redshift has ${found?.publicKey ?? 'no certificate of that name'}`,
      });
    }
  }

  private attributes({ request, caller, befallen }: Invocation, { PhysicalResourceId: id, Data = {} }: Response): void {
    const { attributes, arnOf } = kindOf(this.state.circumstances);
    const missing = attributes.filter((name) => !Data[name]);
    const certificate = this.state.redshift.find(id);
    const belong = certificate && (!attributes.includes('PublicKey') || Data.PublicKey === certificate.publicKey)
      && isSame(Data.Arn, arnOf(this.state.redshift, certificate.identifier));
    // A response that nobody waits for any more is allowed to be out of date.
    if (!missing.length && (belong || request.status !== 'open' || befallen.has('by hand'))) return;
    const words = missing.length ? `it lacks ${missing.join(', ')}` : `it has ${Data.PublicKey}, and Redshift ${certificate?.publicKey ?? 'no certificate'}`;
    this.report({ invariant: 'attributes', request, caller, certificate, words: `the response to ${request.id} has the physical id ${id}; ${words}` });
  }

  private tags({ request, caller, befallen, wasNotAlone }: Invocation, { PhysicalResourceId: id }: Response): void {
    const certificate = this.state.redshift.find(id);
    if (!certificate || request.status !== 'open' || wasNotAlone || befallen.has('by hand')) return;
    const { tags } = certificate;
    const desired = new Map(request.properties.Tags.map(({ Key, Value }) => [Key, Value]));
    const missing = [...desired].filter(([key, value]) => tags.get(key) !== value).map(([key]) => key);
    const surplus = (request.oldProperties?.Tags ?? []).map(({ Key }) => Key).filter((key) => !desired.has(key) && tags.has(key));
    if (!missing.length && !surplus.length && tags.has(OWNER_TAG)) return;
    const has = [...tags].map((tag) => tag.join('=')).join(' ') || 'none';
    this.report({ invariant: 'tags', request, caller, certificate, words: `${request.id} succeeds, and the tags of ${certificate.identifier} are: ${has}` });
  }

  private recordWhatIsOfOthers({ request, foundOfOthers }: Invocation): void {
    const { origins, redshift } = this.state;
    for (const name of foundOfOthers) {
      const about = { stack: request.stack, name };
      record(this.state, { ...about, what: 'left to another owner' });
      const { publicKey } = redshift.find(name) ?? {};
      if (publicKey !== undefined && origins.get(publicKey)!.lostItsOwner && !isUnmistakable(request, name)) {
        record(this.state, { ...about, what: 'left without an owner tag', publicKey });
      }
    }
  }

  /** A rollback may succeed although it cannot delete what a failed replacement has created or still creates, if it says so. */
  private recordWhatIsLeft({ request: { id, stack, oldProperties }, warnings }: Invocation): void {
    const name = oldProperties!.Identifier;
    if (!warnings.some((warning) => warning.includes(`${name}, which a failed replacement created, was left in place`))) return;
    record(this.state, { stack, name, what: 'a rollback warned that it left it', before: id });
  }

  private about(certificate: StoredHsmClientCertificate, caller: Caller): {
    certificate: StoredHsmClientCertificate; origin: Origin; caller: Caller; request: Request; stack: Stack;
  } {
    const { state } = this;
    return {
      certificate: { ...certificate, tags: new Map(certificate.tags) },
      origin: state.origins.get(certificate.publicKey)!,
      caller,
      request: state.requests.find(({ id }) => id === caller.requestId)!,
      stack: state.stacks.find(({ uuid }) => uuid === caller.stack)!,
    };
  }
}

/** Whether a request names a certificate by its id and by its properties, so that no other can be meant, nor one that it has released. */
function isUnmistakable({ physicalId, properties }: Request, name: string): boolean {
  return isSame(physicalId, name) && isSame(properties.Identifier, name) && !properties.AdoptExisting;
}

/** Whether an invocation has to succeed although something happened to it. */
function isHarmless(befallen: ReadonlySet<string>): boolean {
  return befallen.size === 0 || (befallen.size === 1 && [...befallen].every((what) => HARMLESS.includes(what)));
}

function physicalIdProblem({ type, physicalId, properties }: Request, { Status, PhysicalResourceId: id }: Response): string | undefined {
  if (typeof id !== 'string' || id === '') return 'there must be one';
  if (type === 'Create') return Status === 'FAILED' || isSame(id, properties.Identifier) ? undefined : 'it must be the identifier';
  const isReplacement = type === 'Update' && Status === 'SUCCESS' && !isSame(properties.Identifier, physicalId);
  if (isReplacement) return isSame(id, properties.Identifier) ? undefined : 'it must be the new identifier';
  return id === physicalId ? undefined : `it must be that of the request, ${physicalId}`;
}

import { HARMLESS } from './disturbances';
import { isAmong, isOfSameResource, isSame, number, Witness } from './redshift';
import { FUNCTION_TIMEOUT, Run } from './run';
import { Maker, Origin, Request, Stack, World } from './world';
import { StoredHsmClientCertificate } from '../../local-redshift/redshift-hsm';
import { HsmClientCertificateData, OWNER_TAG } from '../../src/private/contract';

/** What must hold after every step. */
export const INVARIANTS = {
  'stranger': "A stranger's certificate is never changed or deleted.",
  'kept': 'A certificate that was kept earlier is not deleted by a deployment that did not make it, nor by its rollback.',
  'leak': 'When a stack is gone and nothing was retained, nothing of it is left.',
  'wanted': 'A certificate that the template still wants is never deleted by us.',
  'answer': 'Each run answers exactly once within its deadline, unless the process was killed or the PUT failed for good.',
  'physical id': 'The physical id changes only in a replacement.',
  'attributes': 'The attributes of an answer are complete and belong to the certificate that exists.',
  'time': 'Every run ends within its time.',
  'exists': 'What CloudFormation has exists, unless somebody deleted it by hand.',
  'tags': "After a success the certificate has the template's tags and its owner tag, and none that only the template before had.",
  'tags of others': 'Tags that others put on a certificate stay.',
  'reason': 'A request fails only for a reason: something happened to its run, or the name is not ours to take or to give back.',
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
  readonly maker?: Maker;
  /** By a call that had been given up. */
  readonly isLate?: boolean;
  readonly stack?: Stack;
}

const ATTRIBUTES: Array<keyof HsmClientCertificateData> = ['Arn', 'PublicKey', 'FingerprintMd5', 'FingerprintSha256', 'SubjectCommonName', 'NotAfter'];
const LATEST_ANSWER = FUNCTION_TIMEOUT - 15_000;
export const TAG_OF_OTHERS = 'cost-center';

interface Answer {
  readonly Status: 'SUCCESS' | 'FAILED';
  readonly PhysicalResourceId: string;
  readonly Reason?: string;
  readonly Data?: Partial<Record<string, string>>;
}

/** Looks on, and reports what must not be. */
export class Invariants implements Witness {
  constructor(private readonly world: World, private readonly report: (violation: Violation) => void) {}

  toBeDeleted(certificate: StoredHsmClientCertificate, maker: Maker, isLate: boolean): void {
    const about = { ...this.about(certificate, maker), isLate };
    const { origin, request, stack } = about;
    const name = certificate.identifier;
    if (!isOfSameResource(origin.maker, maker)) return this.report({ ...about, invariant: 'stranger', words: `${request.id} deletes ${name}, which is somebody else's` });
    const isClaimed = stack.resources.some(({ logicalId, claims }) => logicalId === maker.logicalId && isAmong(claims, name));
    const isExpected = this.world.requests.some(({ id, status }) => id === origin.maker!.requestId && id !== request.id && status === 'open');
    // That CloudFormation asked for, before it was kept: it is only late.
    const wasAskedFor = request.type === 'Delete' && number(request.id) > number(origin.maker!.requestId) && number(request.id) <= (origin.kept?.before ?? 0);
    if (origin.kept && !isClaimed && !wasAskedFor) {
      this.report({ ...about, invariant: 'kept', words: `${request.id} deletes ${name}, which was ${origin.kept.as} earlier` });
    } else if (isClaimed || isExpected) {
      this.report({ ...about, invariant: 'wanted', words: `${request.id} deletes ${name}, which the stack ${isExpected ? 'is about to have' : 'still has'}` });
    }
  }

  toBeTagged(certificate: StoredHsmClientCertificate, maker: Maker, removedKeys: readonly string[]): void {
    const about = this.about(certificate, maker);
    const name = certificate.identifier;
    if (!isOfSameResource(about.origin.maker, maker)) {
      this.report({ ...about, invariant: 'stranger', words: `${maker.requestId} changes the tags of ${name}, which is somebody else's` });
    } else if (removedKeys.includes(TAG_OF_OTHERS)) {
      this.report({ ...about, invariant: 'tags of others', words: `${maker.requestId} takes the tag ${TAG_OF_OTHERS} off ${name}` });
    }
  }

  /** A run looks at a name. */
  seen(run: Run, identifier: string): void {
    const { origins, redshift } = this.world;
    const origin = origins.get(redshift.find(identifier)?.publicKey ?? '');
    if (!origin) return;
    const isOurs = isOfSameResource(origin.maker, run.request) && !origin.lostItsOwner;
    if (!isOurs || (run.request.type === 'Create' && origin.maker?.requestId !== run.request.id)) run.foundOfOthers.add(identifier);
  }

  answered(run: Run, body: string): void {
    const { request, maker } = run;
    const about = { request, maker };
    const answer = JSON.parse(body) as Answer;
    if (run.answers.length > 1) this.report({ ...about, invariant: 'answer', words: `a run of ${request.id} answers twice` });
    if (run.elapsed() > LATEST_ANSWER) this.report({ ...about, invariant: 'answer', words: `a run of ${request.id} answers after ${run.elapsed() / 1000} seconds` });
    const problem = physicalIdProblem(request, answer);
    if (problem) this.report({ ...about, invariant: 'physical id', words: `the answer to ${request.id} has the physical id ${answer.PhysicalResourceId}: ${problem}` });
    if (answer.Status === 'SUCCESS' && request.type !== 'Delete') {
      this.attributes(run, answer);
      this.tags(run, answer);
    }
    if (answer.Status === 'SUCCESS' && (request.type === 'Delete' || request.purpose === 'rollback')) this.noteWhatIsOfOthers(run);
    if (answer.Status === 'FAILED' && request.status === 'open' && !run.foundOfOthers.size && isHarmless(run.mishaps)) {
      this.report({ ...about, invariant: 'reason', words: `${request.id} fails: ${answer.Reason}` });
    }
  }

  ended(run: Run, error: unknown): void {
    const { request, maker } = run;
    if (request.purpose === 'rollback' && request.type === 'Update') this.noteWhatIsLeft(run);
    if (error !== undefined && !run.cannotAnswer) this.report({ invariant: 'answer', request, maker, words: `a run of ${request.id} ends in an error: ${String(error)}` });
    if (error === undefined && !run.answers.length) this.report({ invariant: 'answer', request, maker, words: `a run of ${request.id} ends without an answer` });
  }

  outOfTime({ request, maker }: Run): void {
    this.report({ invariant: 'time', request, maker, words: `a run of ${request.id} takes more than ${FUNCTION_TIMEOUT / 1000} seconds` });
  }

  /** Nothing goes on, and nothing is to come. */
  quiet(): void {
    for (const stack of this.world.stacks) {
      if (stack.status === 'DELETE_COMPLETE') this.nothingIsLeft(stack);
      else this.everythingExists(stack);
    }
  }

  private nothingIsLeft(stack: Stack): void {
    for (const certificate of this.world.redshift.certificates.values()) {
      const origin = this.world.origins.get(certificate.publicKey)!;
      if (origin.maker?.stack !== stack.uuid || origin.kept || isAmong(stack.retained, certificate.identifier)) continue;
      this.report({ invariant: 'leak', certificate, origin, stack, words: `the stack ${stack.name} (${stack.uuid}) is gone, and ${certificate.identifier} is left` });
    }
  }

  private everythingExists(stack: Stack): void {
    for (const { physicalId, publicKey, status } of stack.resources) {
      if (status !== 'COMPLETE' || this.world.removedByHand.has(publicKey ?? '')) continue;
      const found = this.world.redshift.find(physicalId);
      if (found?.publicKey === publicKey) continue;
      this.report({
        invariant: 'exists',
        stack,
        certificate: found,
        origin: this.world.origins.get(found?.publicKey ?? ''),
        words: `CloudFormation has ${physicalId} with ${publicKey}, and Redshift has ${found?.publicKey ?? 'no certificate of that name'}`,
      });
    }
  }

  private attributes(run: Run, { PhysicalResourceId: id, Data = {} }: Answer): void {
    const { request, maker } = run;
    const missing = ATTRIBUTES.filter((name) => !Data[name]);
    const certificate = this.world.redshift.find(id);
    const belong = certificate && Data.PublicKey === certificate.publicKey
      && isSame(Data.Arn, this.world.redshift.hsmClientCertificateArn(certificate.identifier));
    // An answer that nobody waits for any more is allowed to be out of date.
    if (!missing.length && (belong || request.status !== 'open' || run.mishaps.has('by hand'))) return;
    const words = missing.length ? `it lacks ${missing.join(', ')}` : `it has ${Data.PublicKey}, and Redshift ${certificate?.publicKey ?? 'no certificate'}`;
    this.report({ invariant: 'attributes', request, maker, certificate, words: `the answer to ${request.id} has the physical id ${id}; ${words}` });
  }

  private tags({ request, maker, mishaps, wasNotAlone }: Run, { PhysicalResourceId: id }: Answer): void {
    const certificate = this.world.redshift.find(id);
    if (!certificate || request.status !== 'open' || wasNotAlone || mishaps.has('by hand')) return;
    const { tags } = certificate;
    const wanted = new Map(request.properties.Tags.map(({ Key, Value }) => [Key, Value]));
    const missing = [...wanted].filter(([key, value]) => tags.get(key) !== value).map(([key]) => key);
    const surplus = (request.oldProperties?.Tags ?? []).map(({ Key }) => Key).filter((key) => !wanted.has(key) && tags.has(key));
    if (!missing.length && !surplus.length && tags.has(OWNER_TAG)) return;
    const has = [...tags].map((tag) => tag.join('=')).join(' ') || 'none';
    this.report({ invariant: 'tags', request, maker, certificate, words: `${request.id} succeeds, and the tags of ${certificate.identifier} are: ${has}` });
  }

  private noteWhatIsOfOthers({ request, foundOfOthers }: Run): void {
    const stack = this.world.stacks.find(({ uuid }) => uuid === request.stack)!;
    if (foundOfOthers.size) stack.leftToOthers = [...new Set([...stack.leftToOthers, ...foundOfOthers])];
    for (const name of foundOfOthers) {
      const origin = this.world.origins.get(this.world.redshift.find(name)?.publicKey ?? '');
      if (origin?.lostItsOwner && !knowsWell(request, name)) origin.wasLeftWithoutOwner = true;
    }
  }

  /** A rollback may succeed although it cannot delete what a replacement that failed half-way has made or still makes, if it says so. */
  private noteWhatIsLeft({ request, warnings }: Run): void {
    const name = request.oldProperties!.Identifier;
    if (!warnings.some((warning) => warning.includes(`${name}, which a failed replacement created, was left in place`))) return;
    const stack = this.world.stacks.find(({ uuid }) => uuid === request.stack)!;
    stack.leftByRollbacks = [...stack.leftByRollbacks, { name, before: number(request.id) }];
  }

  private about(certificate: StoredHsmClientCertificate, maker: Maker): {
    certificate: StoredHsmClientCertificate; origin: Origin; maker: Maker; request: Request; stack: Stack;
  } {
    const { world } = this;
    return {
      certificate: { ...certificate, tags: new Map(certificate.tags) },
      origin: world.origins.get(certificate.publicKey)!,
      maker,
      request: world.requests.find(({ id }) => id === maker.requestId)!,
      stack: world.stacks.find(({ uuid }) => uuid === maker.stack)!,
    };
  }
}

/** Whether a request knows a certificate by its id and by its properties, so that nobody else can be meant. */
function knowsWell({ physicalId, properties }: Request, name: string): boolean {
  return isSame(physicalId, name) && isSame(properties.Identifier, name);
}

/** Whether a run has to succeed although something happened to it. */
function isHarmless(mishaps: ReadonlySet<string>): boolean {
  return mishaps.size === 0 || (mishaps.size === 1 && [...mishaps].every((what) => HARMLESS.includes(what)));
}

function physicalIdProblem({ type, physicalId, properties }: Request, { Status, PhysicalResourceId: id }: Answer): string | undefined {
  if (typeof id !== 'string' || id === '') return 'there must be one';
  if (type === 'Create') return Status === 'FAILED' || isSame(id, properties.Identifier) ? undefined : 'it must be the identifier';
  const isReplacement = type === 'Update' && Status === 'SUCCESS' && !isSame(properties.Identifier, physicalId);
  if (isReplacement) return isSame(id, properties.Identifier) ? undefined : 'it must be the new identifier';
  return id === physicalId ? undefined : `it must be that of the request, ${physicalId}`;
}

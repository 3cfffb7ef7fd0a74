import { isBelated, Maker, Request, Sight, World } from './world';
import { AlreadyExists, InUse, NotFound, TooManyTags } from '../../lambda/redshift/errors';
import { FoundCertificate } from '../../lambda/redshift/hsm-client-certificates';
import { Tags } from '../../lambda/redshift/resource-calls';
import { Fault, StoredHsmClientCertificate } from '../../local-redshift/redshift-hsm';
import { OWNER_TAG } from '../../src/private/contract';

/** A call of the handler's interface to Redshift. */
export type Call =
  | { readonly action: 'create'; readonly identifier: string; readonly tags: Tags }
  | { readonly action: 'delete'; readonly identifier: string }
  | { readonly action: 'describe' | 'clustersThatUse'; readonly identifier: string }
  | { readonly action: 'createTags'; readonly identifier: string; readonly tags: Tags }
  | { readonly action: 'deleteTags'; readonly identifier: string; readonly keys: readonly string[] };

/** Learns of what a call changes, before it does. */
export interface Witness {
  toBeDeleted(certificate: StoredHsmClientCertificate, maker: Maker, isLate: boolean): void;
  toBeTagged(certificate: StoredHsmClientCertificate, maker: Maker, removedKeys: readonly string[]): void;
}

/** Does the work of a call; throws what the layer over the SDK makes of a refusal. */
export function carryOut(world: World, call: Call, maker: Maker, witness: Witness, wasCalledLate?: 'given up' | 'made again'): unknown {
  try {
    return work(world, call, maker, witness, wasCalledLate);
  } catch (error) {
    throw error instanceof Fault ? refusal(error) : error;
  }
}

function work(world: World, call: Call, maker: Maker, witness: Witness, wasCalledLate?: 'given up' | 'made again'): unknown {
  const { redshift } = world;
  const { identifier } = call;
  const found = redshift.find(identifier);
  switch (call.action) {
    case 'create': {
      if ((world.takenUntil.get(identifier.toLowerCase()) ?? 0) > world.now) throw new AlreadyExists(`${identifier} already exists`);
      const publicKey = `key${world.counted.keys + 1}`;
      redshift.createHsmClientCertificate({ HsmClientCertificateIdentifier: identifier, Tags: tagList(call.tags) }, publicKey);
      world.counted.keys++;
      const { type, status, physicalId, wasDeliveredAgain, purpose } = world.requests.find(({ id }) => id === maker.requestId)!;
      const madeAfter = world.now - maker.startedAt;
      const ofResource = world.requests.filter((one) => isOfSameResource(one, maker));
      const wasBeingUndone = ofResource.some((one) => one.status === 'open' && isUndoneBy(one, identifier) && world.now - one.sentAt < looksFor(one)
        && ofResource.filter(({ purpose: why, id }) => why === 'deployment' && number(id) < number(one.id)).at(-1)?.id === maker.requestId);
      if (isBelated(maker.delivery) || wasCalledLate) {
        const stack = world.stacks.find(({ uuid }) => uuid === maker.stack)!;
        stack.namesMadeLate = [...new Set([...stack.namesMadeLate, identifier])];
      }
      const request = { type, status, physicalId, wasDeliveredAgain, purpose };
      world.origins.set(publicKey, { maker, request, madeAfter, wasBeingUndone, wasCalledLate });
      return certificate(redshift.find(identifier)!);
    }
    case 'describe':
      maker.seen.set(identifier.toLowerCase(), found && sight(world, found, maker));
      return found && certificate(found);
    case 'delete':
      if (found && ![...redshift.clusters.values()].some((one) => isSame(one.hsmClientCertificateIdentifier, identifier))) {
        witness.toBeDeleted(found, maker, wasCalledLate !== undefined);
        world.origins.delete(found.publicKey);
      }
      return redshift.deleteHsmClientCertificate({ HsmClientCertificateIdentifier: identifier });
    case 'createTags':
      if (found) witness.toBeTagged(found, maker, []);
      return redshift.createTags({ ResourceName: redshift.hsmClientCertificateArn(identifier), Tags: tagList(call.tags) });
    case 'deleteTags':
      if (found) witness.toBeTagged(found, maker, call.keys);
      return redshift.deleteTags({ ResourceName: redshift.hsmClientCertificateArn(identifier), TagKeys: [...call.keys] });
    case 'clustersThatUse':
      return [...redshift.clusters.values()]
        .filter((one) => isSame(one.hsmClientCertificateIdentifier, identifier)).map((one) => one.identifier);
  }
}

/** Whether a request takes back what another one has made under this name, and so is not the Delete that knows its certificate. */
function isUndoneBy({ type, physicalId, properties, oldProperties }: Request, name: string): boolean {
  return !isSame(physicalId, name) && isSame(type === 'Delete' ? properties.Identifier : oldProperties?.Identifier, name);
}

/** Milliseconds in which a request that takes something back looks for it: the design's times, counted from the first run. */
function looksFor({ physicalId }: Request): number {
  return physicalId!.includes(':') ? 15_000 : 105_000;
}

function sight({ origins }: World, { publicKey, tags }: StoredHsmClientCertificate, maker: Maker): Sight {
  return { publicKey, isOwn: !tags.has(OWNER_TAG) || isOfSameResource(origins.get(publicKey)?.maker, maker) };
}

interface OfResource {
  readonly stack: string;
  readonly logicalId: string;
}

export function isOfSameResource(one: OfResource | undefined, other: OfResource): boolean {
  return one?.stack === other.stack && one.logicalId === other.logicalId;
}

/** Requests are numbered in the order in which they are sent. */
export function number(id: string): number {
  return Number(/\d+$/.exec(id)![0]);
}

export function isSame(one: string | undefined, other: string | undefined): boolean {
  return one?.toLowerCase() === other?.toLowerCase();
}

export function isAmong(names: readonly string[], wanted: string): boolean {
  return names.some((name) => isSame(name, wanted));
}

function certificate({ identifier, publicKey, tags }: StoredHsmClientCertificate): FoundCertificate {
  return { identifier, publicKey, tags: new Map(tags) };
}

function tagList(tags: Tags): { Key: string; Value: string }[] {
  return [...tags].map(([Key, Value]) => ({ Key, Value }));
}

function refusal({ code, message }: Fault): Error {
  switch (code) {
    case 'HsmClientCertificateAlreadyExistsFault': return new AlreadyExists(message);
    case 'HsmClientCertificateNotFoundFault':
    case 'ResourceNotFoundFault': return new NotFound(message);
    case 'InvalidHsmClientCertificateStateFault': return new InUse(message);
    case 'TagLimitExceededFault': return new TooManyTags(message);
    default: return new Error(`${message} (${code})`);
  }
}

import { Maker, World } from './world';
import { HsmClientCertificate, Tags } from '../../lambda/redshift/hsm-client-certificates';
import { AlreadyExists, InUse, NotFound } from '../../lambda/redshift/refusals';
import { Fault, StoredHsmClientCertificate } from '../local/redshift-hsm';

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
      const { type, status, wasDeliveredAgain, purpose } = world.requests.find(({ id }) => id === maker.requestId)!;
      const madeAfter = world.now - maker.startedAt;
      world.origins.set(publicKey, { maker, request: { type, status, wasDeliveredAgain, purpose }, madeAfter, wasCalledLate });
      return certificate(redshift.find(identifier)!);
    }
    case 'describe':
      maker.seen.set(identifier.toLowerCase(), found?.publicKey);
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

export function isSame(one: string | undefined, other: string | undefined): boolean {
  return one?.toLowerCase() === other?.toLowerCase();
}

function certificate({ identifier, publicKey, tags }: StoredHsmClientCertificate): HsmClientCertificate {
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
    default: return new Error(`${message} (${code})`);
  }
}

import { carryOut } from './carry-out';
import { Context } from './context';
import { createUnlessExists, findExisting, nothingToAdopt } from './create';
import { findOwn, knownSpellings } from './find';
import { ownershipOf, Situation, verdict } from './ownership';
import { Desired, usableIdentifier } from './properties';
import { reconcileTags } from './tags';
import { undoReplacement } from './undo-replacement';
import { spellings } from '../../src/private/validation';
import { CustomResourceRequest } from '../custom-resource/request';
import { Found, isSameIdentifier } from '../redshift/resource-calls';

/**
 * Reconciles the resource that the template names, and creates it if there is none. With another identifier than the physical id this
 * is the first half of a replacement: CloudFormation sends a Delete for the old resource later.
 */
export async function update<P, F extends Found>(context: Context<P, F>, desired: Desired<P>): Promise<F> {
  const { request, waiting } = context;
  const names = keepsIdentifier(request, desired) ? knownSpellings(context, desired.identifier) : spellings(desired.identifier);
  let existed = false;
  const updated = await waiting.retryWhileTransient(async () => {
    const found = await findOwn(context, names);
    if (!found && existed) throw deletedMeanwhile(context, desired);
    existed ||= found !== undefined;
    if (found) return reconcile(context, desired, found);
    if (desired.adoptExisting && !keepsIdentifier(request, desired)) throw nothingToAdopt(context, desired);
    return create(context, desired, names);
  });
  const partialReplacement = rolledBackIdentifier(context, desired);
  if (partialReplacement !== undefined) await undoReplacement(context, partialReplacement);
  return updated;
}

export function keepsIdentifier({ physicalResourceId }: CustomResourceRequest, { identifier }: Desired): boolean {
  return isSameIdentifier(identifier, physicalResourceId);
}

async function create<P, F extends Found>(context: Context<P, F>, desired: Desired<P>, names: readonly string[]): Promise<F> {
  const created = await createUnlessExists(context, desired);
  if (!created) return reconcile(context, desired, await findExisting(context, names));
  warnOfCreation(context, desired, created);
  return created;
}

async function reconcile<P, F extends Found>(context: Context<P, F>, desired: Desired<P>, found: F): Promise<F> {
  const { kind, request, invocation } = context;
  const isSame = keepsIdentifier(request, desired);
  const ownership = ownershipOf(found, request, request.requestId);
  const effect = await carryOut(context, found, verdict(situationOf(isSame, desired), ownership), desired.tags);
  if (effect === 'adopted') return found;
  const ownTags = kind.tagsInUpdate(desired, found, request, (warning) => invocation.warn(warning));
  await reconcileTags(context, found, new Map([...desired.tags, ...ownTags]), desired.adoptExisting ? 'adopted' : 'stack');
  if (ownership === 'this request') {
    if (isSame) warnOfEarlierInvocation(context, found);
    else warnOfCreation(context, desired, found);
  }
  return found;
}

function situationOf(isSame: boolean, { adoptExisting }: Desired): Situation {
  if (isSame) return 'update, same identifier';
  return adoptExisting ? 'update, other identifier, adopting' : 'update, other identifier';
}

/** The identifier of a replacement that failed, if this Update is its rollback: CloudFormation keeps the id that it had before. */
function rolledBackIdentifier({ kind, request }: Context, desired: Desired): string | undefined {
  const old = usableIdentifier(kind, request.oldResourceProperties, request.stack);
  return keepsIdentifier(request, desired) && old !== undefined && !isSameIdentifier(old, request.physicalResourceId) ? old : undefined;
}

function warnOfCreation({ kind, request, invocation }: Context, desired: Desired, { identifier }: Found): void {
  const { noun, consequenceOfReplacement, consequenceOfRecreation } = kind;
  if (keepsIdentifier(request, desired)) {
    invocation.warn(`The ${noun} ${identifier} was gone and has been created again: ${consequenceOfRecreation}`);
  } else if (consequenceOfReplacement !== undefined) {
    invocation.warn(`The ${noun} ${identifier} replaces ${request.physicalResourceId}: ${consequenceOfReplacement}`);
  }
}

/** An earlier invocation of this request has created it, or has only restored its owner tag: the tag is the same. */
function warnOfEarlierInvocation({ kind: { noun, consequenceOfRecreation }, invocation }: Context, { identifier }: Found): void {
  invocation.warn(`The ${noun} ${identifier} was created again by an earlier invocation of this request, or that restored its owner tag. `
    + `If it was created again, ${consequenceOfRecreation}`);
}

/** It is not created again: whoever deletes it may be a Delete of this stack, after which nobody would delete another one. */
function deletedMeanwhile({ kind: { noun } }: Context, { identifier }: Desired): Error {
  return new Error(`the ${noun} ${identifier} was deleted while its tags were updated. The next deployment creates it again`);
}

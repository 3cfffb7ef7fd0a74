import { Context } from './context';
import { describeOwner, isOwnedBy, ownerTag } from './owner-tag';
import { Verdict } from './ownership';
import { differing } from './tags';
import { OWNER_TAG } from '../../src/private/contract';
import { redshiftArn } from '../redshift/arn';
import { NotFound } from '../redshift/errors';
import { Found, Tags } from '../redshift/resource-calls';

/** What was done about an existing resource. */
export type Effect = 'accepted' | 'adopted' | 'deleted' | 'released' | 'left' | 'absent';

/** Carries out a verdict on what was found; throws if it is a refusal. What is to be adopted gets the desired tags. */
export async function carryOut(context: Context, found: Found, verdict: Verdict, desired: Tags = new Map()): Promise<Effect> {
  const { kind: { noun }, request, invocation, redshift, signal } = context;
  switch (verdict) {
    case 'accept': return 'accepted';
    case 'adopt':
      await adopt(context, found, desired);
      return 'adopted';
    case 'delete':
      await unlessGone(redshift.delete(found.identifier, signal));
      return 'deleted';
    case 'release':
      await release(context, found);
      return 'released';
    case 'wait': return 'absent'; // it may be adopted yet
    case 'leave': return 'left';
    case 'leave with a warning':
      invocation.warn(`The ${noun} ${found.identifier} was left in place: it belongs to ${describeOwner(found.tags, request)}`);
      return 'left';
    case 'refuse: retained earlier': throw retainedEarlier(context, found);
    case 'refuse: not owned': throw notOwned(context, found);
    case 'refuse: not adoptable': throw notAdoptable(context, found);
    case 'refuse: owner tag missing': throw ownerTagMissing(context, found);
  }
}

/** Waits for a call that has done its work if the resource is gone. */
async function unlessGone(call: Promise<void>): Promise<void> {
  try {
    await call;
  } catch (error) {
    if (!(error instanceof NotFound)) throw error; // somebody was faster, or the response to an earlier try was lost
  }
}

/** Puts the owner tag and the desired tags on that differ, in one call. Others stay, also those of an earlier template. */
async function adopt(context: Context, found: Found, desired: Tags): Promise<void> {
  const { request, redshift, signal } = context;
  const tags = differing(desired, found.tags).set(OWNER_TAG, ownerTag(request, request.requestId, 'adopted'));
  await redshift.createTags(found.identifier, tags, signal);
  const written = await redshift.describe(found.identifier, signal);
  if (written && !isOwnedBy(written.tags, request)) throw notAdoptable(context, written); // another stack has adopted it at the same moment
}

/** Takes the owner tag off, and leaves everything else. */
async function release({ kind: { noun }, redshift, signal, invocation }: Context, { identifier }: Found): Promise<void> {
  await unlessGone(redshift.deleteTags(identifier, [OWNER_TAG], signal));
  invocation.warn(`The ${noun} ${identifier}, which was adopted, was released: it stays, without the tag ${OWNER_TAG}`);
}

function notAdoptable({ kind: { noun, arnType }, request }: Context, { identifier, tags }: Found): Error {
  const arn = redshiftArn(request.stack, arnType, identifier);
  return new Error(`the ${noun} ${identifier} cannot be adopted, because it belongs to ${describeOwner(tags, request)}. It was left in place. Its owner `
    + `gives it up by aws redshift delete-tags --resource-name ${arn} --tag-keys ${OWNER_TAG}`);
}

function retainedEarlier({ kind: { noun, importMethod } }: Context, { identifier }: Found): Error {
  return new Error(`the ${noun} ${identifier} exists already: this resource created it earlier, and it was retained (RemovalPolicy.RETAIN) or `
    + 'left behind while a cluster used it. This deployment does not take it over, because its rollback would delete it. '
    + `Refer to it with ${importMethod}, delete it, or choose another identifier`);
}

function notOwned({ kind: { noun, importMethod }, request }: Context, { identifier, tags }: Found): Error {
  return new Error(`the ${noun} ${identifier} exists already and belongs to ${describeOwner(tags, request)}. It was left in place. `
    + `Choose another identifier, or refer to it with ${importMethod}`);
}

function ownerTagMissing({ kind: { noun, arnType }, request }: Context, { identifier }: Found): Error {
  const arn = redshiftArn(request.stack, arnType, identifier);
  return new Error(`the ${noun} ${identifier} has no tag ${OWNER_TAG}, so it may belong to somebody else, and was left in place. If it is to be `
    + `deleted, restore the tag: aws redshift create-tags --resource-name ${arn} --tags Key=${OWNER_TAG},Value=${ownerTag(request, request.requestId)} `
    + `and delete again; otherwise delete the stack and retain the resource ${request.logicalResourceId}`);
}

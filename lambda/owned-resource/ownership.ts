import { isGeneratedNameOf } from './identifier';
import { hasOwner, isOfEarlierStack, isOfRequest, originOf, Owner } from './owner-tag';
import { StackIdentity } from '../custom-resource/stack-id';
import { Found } from '../redshift/resource-calls';

/**
 * Whose something is: created or adopted by this very request, or by another one of this resource; by this resource in an earlier stack of the
 * same name; by another resource; without an owner tag, but under a name that this library generates for this stack alone; or nobody knows.
 */
export type Ownership = typeof OWNERSHIPS[number];

const OWNERSHIPS = [
  'this request', 'this resource', 'adopted by this request', 'adopted', 'earlier stack', 'another', 'none, generated name', 'none',
] as const;

/** `requestId` is the request that counts as this one. */
export function ownershipOf({ identifier, tags }: Found, owner: Owner & { readonly stack: StackIdentity }, requestId: string): Ownership {
  switch (originOf(tags, owner)) {
    case 'stack': return isOfRequest(tags, requestId) ? 'this request' : 'this resource';
    case 'adopted': return isOfRequest(tags, requestId) ? 'adopted by this request' : 'adopted';
  }
  if (hasOwner(tags)) return isOfEarlierStack(tags, owner) ? 'earlier stack' : 'another';
  return isGeneratedNameOf(owner.stack, identifier) ? 'none, generated name' : 'none';
}

export type Verdict =
  | 'accept' | 'adopt' | 'delete' | 'release' | 'leave' | 'leave with a warning' | 'wait'
  | 'refuse: retained earlier' | 'refuse: not owned' | 'refuse: not adoptable' | 'refuse: owner tag missing';

const [ACCEPT, ADOPT, DELETE, RELEASE, LEAVE, WARN, WAIT] = ['accept', 'adopt', 'delete', 'release', 'leave', 'leave with a warning', 'wait'] as const;
const [RETAINED, NOT_OWNED, NOT_ADOPTABLE] = ['refuse: retained earlier', 'refuse: not owned', 'refuse: not adoptable'] as const;

/** One for each ownership, in their order. What was adopted is never deleted. */
const VERDICTS = {
  // A rollback could not tell what was retained earlier from what the deployment has created, and would delete it.
  'create': [ACCEPT, RETAINED, RETAINED, RETAINED, NOT_OWNED, NOT_OWNED, NOT_OWNED, NOT_OWNED],

  // The same for a template that asks to adopt what exists; so is each "adopting" below.
  'create, adopting': [ADOPT, ADOPT, ACCEPT, ADOPT, ADOPT, NOT_ADOPTABLE, ADOPT, ADOPT],

  // CloudFormation knows it by its physical id, so it is this resource's even without an owner tag, which is restored.
  'update, same identifier': [ACCEPT, ACCEPT, ACCEPT, ACCEPT, NOT_OWNED, NOT_OWNED, ACCEPT, ACCEPT],

  // A new name, an earlier one, or that of a rollback.
  'update, other identifier': [ACCEPT, ACCEPT, ACCEPT, ACCEPT, NOT_OWNED, NOT_OWNED, ACCEPT, NOT_OWNED],
  'update, other identifier, adopting': [ACCEPT, ACCEPT, ACCEPT, ACCEPT, ADOPT, NOT_ADOPTABLE, ADOPT, ADOPT],

  // What a replacement has created or adopted that failed and is rolled back.
  'undo': [DELETE, DELETE, RELEASE, RELEASE, LEAVE, LEAVE, LEAVE, LEAVE],
  'undo, adopting': [DELETE, DELETE, RELEASE, RELEASE, WAIT, LEAVE, WAIT, WAIT],

  // The physical id is the identifier of the properties. One without an owner may have been released by an earlier invocation.
  'delete, known id': [DELETE, DELETE, RELEASE, RELEASE, WARN, WARN, DELETE, 'refuse: owner tag missing'],
  'delete, known id, adopting': [DELETE, DELETE, RELEASE, RELEASE, WARN, WARN, LEAVE, LEAVE],

  // The physical id is the marker of a failed Create, which counts as "this request". What has no owner, it may be adopting only now.
  'delete, marker': [DELETE, LEAVE, RELEASE, LEAVE, LEAVE, LEAVE, LEAVE, LEAVE],
  'delete, marker, adopting': [DELETE, LEAVE, RELEASE, LEAVE, LEAVE, LEAVE, WAIT, WAIT],

  // The physical id is neither: what it names itself.
  'delete, id itself': [DELETE, DELETE, RELEASE, RELEASE, WARN, WARN, DELETE, WARN],

  // The same, if CloudFormation has invented the id: what the properties name. A Create that adopts has created nothing, and may still adopt.
  'delete, properties': [DELETE, DELETE, RELEASE, RELEASE, WARN, WARN, WARN, WARN],
  'delete, properties, adopting': [WAIT, WAIT, RELEASE, RELEASE, WAIT, WARN, WAIT, WAIT],
} as const satisfies Record<string, readonly [Verdict, Verdict, Verdict, Verdict, Verdict, Verdict, Verdict, Verdict]>;

/** How an existing resource is met, as far as that decides what follows. */
export type Situation = keyof typeof VERDICTS;

/** What is done about an existing resource: docs/handler-design.md has the reasons. */
export function verdict(situation: Situation, ownership: Ownership): Verdict {
  return VERDICTS[situation][OWNERSHIPS.indexOf(ownership)];
}

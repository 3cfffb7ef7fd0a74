/** A deliberate mistake in the handler: some text of a file in lambda/ that is there once, and what takes its place. */
export interface Mutant {
  readonly name: string;
  readonly file: string;
  readonly find: string;
  readonly replace: string;
  /** It loses, leaks or takes a certificate, so that the exploration has to find it, whatever the tests say. */
  readonly isForExploration?: boolean;
}

const CARRY_OUT = 'owned-resource/carry-out.ts';
const CONFIGURATION = 'hsm-configuration/hsm-configuration.ts';
const CREATE = 'owned-resource/create.ts';
const DEADLINES = 'deadlines.ts';
const DELETE = 'owned-resource/delete.ts';
const DELIVERY = 'custom-resource/delivery.ts';
const HANDLER = 'custom-resource/handler.ts';
const IDENTIFIER = 'owned-resource/identifier.ts';
const OWNER_TAG = 'owned-resource/owner-tag.ts';
const OWNERSHIP = 'owned-resource/ownership.ts';
const REGISTRATION = 'hsm-registration/hsm-registration.ts';
const REMOVE = 'owned-resource/remove.ts';
const RESPONSE = 'custom-resource/response.ts';
const RETRIES = 'redshift/retries.ts';
const TAGS = 'owned-resource/tags.ts';
const UNDO = 'owned-resource/undo-replacement.ts';
const UPDATE = 'owned-resource/update.ts';
const WAITING = 'owned-resource/waiting.ts';

export const MUTANTS: readonly Mutant[] = [
  // Create
  mutant('a certificate is created without its owner tag', CREATE, ', [OWNER_TAG, ownerTag(request, request.requestId)]]);', ']);'),
  mutant('the owner tag does not say which request created it', CREATE, 'ownerTag(request, request.requestId)]]', "ownerTag(request, 'request')]]"),
  forExploration('a Create accepts one that was retained earlier', OWNERSHIP, "'create': [ACCEPT, RETAINED,", "'create': [ACCEPT, ACCEPT,"),
  forExploration("a Create accepts another owner's", OWNERSHIP, "'create': [ACCEPT, RETAINED, RETAINED, RETAINED, NOT_OWNED, NOT_OWNED, NOT_OWNED, NOT_OWNED]", "'create': [ACCEPT, RETAINED, RETAINED, RETAINED, ACCEPT, ACCEPT, ACCEPT, ACCEPT]"),
  mutant('a duplicate Create fails', OWNERSHIP, "'create': [ACCEPT,", "'create': [NOT_OWNED,"),
  mutant('a Create always looks first', CREATE, 'attempt > 1 || kind.describesBeforeCreate', 'attempt > 0'),
  mutant('a name in use that is not visible is not tried again', CREATE, 'throw new ExistsButNotVisible(', 'throw new Error('),
  forExploration('creating has no time limit', CREATE, 'invocation.until(LATEST_CREATE, reason, (signal) => redshift.create(desired, allTags, signal))', 'redshift.create(desired, allTags, context.signal)'),
  forExploration('nobody waits for a late creation', DEADLINES, 'LATEST_CREATE + 15_000', 'LATEST_CREATE'),

  // Update
  forExploration('an Update deletes what it replaces', UPDATE, 'if (partialReplacement !== undefined) await undoReplacement(context, partialReplacement);', 'if (!keepsIdentifier(request, desired)) await context.redshift.delete(request.physicalResourceId, context.signal);'),
  forExploration('a partial replacement is not undone', UPDATE, 'if (partialReplacement !== undefined) await undoReplacement(context, partialReplacement);', ''),
  mutant("an undo deletes another owner's", OWNERSHIP, "'undo': [DELETE, DELETE, RELEASE, RELEASE, LEAVE, LEAVE, LEAVE, LEAVE]", "'undo': [DELETE, DELETE, RELEASE, RELEASE, DELETE, DELETE, DELETE, DELETE]"),
  mutant('an undo deletes what a later request created', UNDO, '=== ownerTagOfFirst ?', '!== undefined ?'),
  forExploration('an undo is over after 30 seconds', UNDO, 'watch(invocation, LATEST_LATE_CREATE,', 'watch(invocation, 30_000,'),
  forExploration('a slow invocation does not undo a replacement', UPDATE, 'if (partialReplacement !== undefined) await', 'if (partialReplacement !== undefined && context.invocation.elapsed() < 5_000) await'),
  mutant('a rollback fails if it cannot undo', UNDO, 'if (invocation.signal.aborted) throw error;', 'throw error;'),
  mutant('an undo waits for clusters', UNDO, '{ isInUseTransient: false }', '{ isInUseTransient: true }'),
  mutant('an Update creates again what vanishes meanwhile', UPDATE, '    if (!found && existed) throw deletedMeanwhile(context, desired);\n', ''),
  forExploration("an Update accepts another owner's", OWNERSHIP, "'update, same identifier': [ACCEPT, ACCEPT, ACCEPT, ACCEPT, NOT_OWNED, NOT_OWNED,", "'update, same identifier': [ACCEPT, ACCEPT, ACCEPT, ACCEPT, ACCEPT, ACCEPT,"),
  mutant('an Update accepts any other without an owner tag', OWNERSHIP, 'NOT_OWNED, NOT_OWNED, ACCEPT, NOT_OWNED],\n  \'update, other identifier, adopting\'', 'NOT_OWNED, NOT_OWNED, ACCEPT, ACCEPT],\n  \'update, other identifier, adopting\''),

  // tags
  mutant('tags follow the live state', TAGS, 'usableTagKeys(request.oldResourceProperties).filter((key) => !desired.has(key) && present.has(key))', '[...present.keys()].filter((key) => !desired.has(key) && key !== OWNER_TAG)'),
  forExploration('tags of the old template stay', TAGS, 'if (surplus.length) await redshift.deleteTags(identifier, surplus, signal);', ''),
  mutant('tags are deleted before others are written', TAGS, 'await createMissing(); // first', 'await deleteSurplus(); await createMissing(); // first'),
  forExploration('a missing owner tag is not restored', TAGS, '  if (!hasOwner(present)) missing.set(OWNER_TAG, ownerTag(request, request.requestId, origin));\n', ''),
  forExploration('tags that have another value stay', TAGS, 'present.get(key) !== value', '!present.has(key)'),

  // Delete
  forExploration('a Delete neither looks nor asks whose it is', DELETE, '  await remove(context, knownSpellings', '  await context.redshift.delete(identifier, context.signal).catch(() => undefined);\n  await remove(context, knownSpellings'),
  forExploration("a Delete deletes another owner's", OWNERSHIP, "'delete, known id': [DELETE, DELETE, RELEASE, RELEASE, WARN, WARN,", "'delete, known id': [DELETE, DELETE, RELEASE, RELEASE, DELETE, DELETE,"),
  forExploration('a Delete deletes a given name without an owner tag', OWNERSHIP, "WARN, WARN, DELETE, 'refuse: owner tag missing']", 'WARN, WARN, DELETE, DELETE]'),
  forExploration('after a marker any of this resource is deleted', OWNERSHIP, "'delete, marker': [DELETE, LEAVE,", "'delete, marker': [DELETE, DELETE,"),
  forExploration('after an invented id is looked once', DELETE, 'watch(context.invocation, LATEST_LATE_CREATE,', 'watch(context.invocation, 0,'),
  mutant('after a marker is looked once', DEADLINES, 'WATCH_AFTER_MARKER = 15_000', 'WATCH_AFTER_MARKER = 0'),
  forExploration('a Delete of an old one deletes the new one too', DELETE, 'if (isReal || identifier === undefined) return;', 'if (identifier === undefined) return;'),
  mutant('deleting what is just gone is an error', CARRY_OUT, '    if (!(error instanceof NotFound)) throw error; // somebody was faster, or the response to an earlier try was lost\n', '    throw error;\n'),
  mutant('watching ends after a deletion', REMOVE, "await removal() === 'left' || isLast", "await removal() !== 'absent' || isLast"),

  // whose it is
  mutant('the request does not count', OWNER_TAG, '?.creator === requestPart(requestId)', '?.creator !== requestId.slice(0, 0)'),
  mutant('every name is a generated one', IDENTIFIER, 'return identifier.toLowerCase().endsWith(`-${stackUuidPrefix(stack).toLowerCase()}`);', 'return identifier !== stackUuidPrefix(stack);'),

  // adoption
  mutant('a release deletes', CARRY_OUT, 'redshift.deleteTags(identifier, [OWNER_TAG], signal)', 'redshift.delete(identifier, signal)'),
  mutant("another stack's is adopted", OWNERSHIP, 'ADOPT, ADOPT, ACCEPT, ADOPT, ADOPT, NOT_ADOPTABLE,', 'ADOPT, ADOPT, ACCEPT, ADOPT, ADOPT, ADOPT,'),
  mutant('a marker releases what another request adopted', OWNERSHIP, "'delete, marker': [DELETE, LEAVE, RELEASE, LEAVE,", "'delete, marker': [DELETE, LEAVE, RELEASE, RELEASE,"),

  forExploration('a rollback fails because of a fingerprint', REGISTRATION, '    if (problem) invocation.warn(', '    if (problem) throw new Error('),
  forExploration('a registered fingerprint is not compared', REGISTRATION, 'if (sameFingerprint(stated, md5) || sameFingerprint(stated, sha256)) return undefined;', 'return undefined;'),

  // kinds
  forExploration('a duplicate Create of a configuration reads the secret again', CONFIGURATION, 'describesBeforeCreate: true,', 'describesBeforeCreate: false,'),
  mutant('the clean-up of a cancelled adoption does not wait for it', OWNERSHIP,
    "'delete, properties, adopting': [WAIT, WAIT,", "'delete, properties, adopting': [WARN, WARN,"),

  // waiting
  mutant('nobody waits for IAM', WAITING, 'return error.isTransient ? this.take(FOR_IAM, desired) : 0;', 'return 0;'),
  mutant('an explicit deny is waited for', WAITING, 'return error.isTransient ? this.take(FOR_IAM, desired) : 0;', 'return this.take(FOR_IAM, desired);'),
  mutant('nobody waits for clusters', WAITING, 'return Math.min(desired, LONGEST_PAUSE_FOR_CLUSTERS, LATEST_WAIT_FOR_CLUSTERS - this.invocation.elapsed());', 'return 0;'),
  mutant('a call without a response is repeated for ever', RETRIES, 'caller.elapsed() - noResponseSince >= MAX_WITHOUT_RESPONSE', 'false'),
  mutant('what has passed is told', RETRIES, '    caller.retries(call);\n', ''),

  // the protocol
  mutant('a failed Create responds without the marker', RESPONSE, 'return `${NOT_CREATED_PREFIX}${RequestId}`;', 'return RequestId;'),
  mutant('the reason is not cut', RESPONSE, 'if (Buffer.byteLength(whole) <= MAX_RESPONSE_BYTES) return whole;', 'if (whole) return whole;'),
  mutant('the watchdog is off', HANDLER, 'invocation.watch(limit, timeOutReason(limit), () => dispatch(resources, parseRequest(event), invocation))', 'dispatch(resources, parseRequest(event), invocation)'),
  mutant('the watchdog leaves no time for the response', DEADLINES, 'MAX_DELIVERY + 15_000', '1_000'),
  mutant('a response that is not delivered is forgotten', HANDLER, '      throw error;\n', ''),
  mutant('a response is tried to be delivered once', DELIVERY, 'if (clock.now() + jittered >= end) throw', 'if (problem) throw'),
];

/** A mutant has to be kept up with the handler. */
export function applied({ name, find, replace }: Mutant, text: string): string {
  const [before, after, ...more] = text.split(find);
  if (after === undefined || more.length) throw new Error(`the mutant "${name}" does not apply: ${find} is ${more.length ? 'there more than once' : 'not there'}`);
  return `${before}${replace}${after}`;
}

function mutant(name: string, file: string, find: string, replace: string, isForExploration = false): Mutant {
  return { name, file, find, replace, isForExploration };
}

function forExploration(name: string, file: string, find: string, replace: string): Mutant {
  return mutant(name, file, find, replace, true);
}

/** A deliberate mistake in the handler: some text of a file in lambda/ that is there once, and what takes its place. */
export interface Mutant {
  readonly name: string;
  readonly file: string;
  readonly find: string;
  readonly replace: string;
  /** It loses, leaks or takes a certificate, so that the exploration has to find it, whatever the tests say. */
  readonly isForExploration?: boolean;
}

const ANSWER = 'custom-resource/answer.ts';
const CREATE = 'hsm-client-certificate/create.ts';
const DELETE = 'hsm-client-certificate/delete.ts';
const DELIVERY = 'custom-resource/delivery.ts';
const HANDLER = 'custom-resource/handler.ts';
const IDENTIFIER = 'hsm-client-certificate/identifier.ts';
const OWNER = 'hsm-client-certificate/owner.ts';
const PATIENCE = 'hsm-client-certificate/patience.ts';
const MEANING = 'redshift/meaning.ts';
const REMOVE = 'hsm-client-certificate/remove.ts';
const RETRIES = 'redshift/retries.ts';
const RUN = 'custom-resource/run.ts';
const TAGS = 'hsm-client-certificate/tags.ts';
const UPDATE = 'hsm-client-certificate/update.ts';
const WORK = 'hsm-client-certificate/work.ts';

export const MUTANTS: readonly Mutant[] = [
  // Create
  mutant('a certificate is made without its owner tag', CREATE, 'new Map([...tags, [OWNER_TAG, ownerTag(work.request, work.request.requestId)]])', 'new Map(tags)'),
  mutant('the owner tag does not say which request made it', CREATE, 'ownerTag(work.request, work.request.requestId)]])', "ownerTag(work.request, 'request')]])"),
  forExploration('a Create takes one that was kept earlier', CREATE, 'if (!found || isMadeNow(found)) return found;', 'if (!found || isOurs(found.tags, request)) return found;'),
  forExploration("a Create takes a stranger's", CREATE, 'throw isOurs(found.tags, request) ? keptEarlier(found) : notOurs(found, work);', 'return found;'),
  mutant('a repeated Create fails', CREATE, 'if (!found || isMadeNow(found)) return found;', 'if (!found) return found;'),
  mutant('a Create always looks first', CREATE, 'let firstTry = true;', 'let firstTry = false;'),
  mutant('a name that is taken by nothing that shows is not tried again', CREATE, 'return new TakenUnseen(', 'return new Error('),
  mutant('a name that is taken is an error at once', CREATE, '    if (error instanceof AlreadyExists) return undefined;\n', ''),
  forExploration('creating has no time limit', CREATE, 'until(work, CREATING_UNTIL, tooLate, ({ redshift, signal }) => redshift.create(identifier, owned, signal))', 'work.redshift.create(identifier, owned, work.signal)'),
  forExploration('nobody waits for what is carried out late', WORK, 'CREATING_UNTIL + 15_000', 'CREATING_UNTIL'),

  // Update
  forExploration('an Update deletes what it replaces', UPDATE, 'if (isRollback) await undoReplacement(work, old);', 'if (!keepsIdentifier(work, wanted)) await work.redshift.delete(physicalResourceId, work.signal);'),
  forExploration('a replacement that failed half-way is not undone', UPDATE, 'if (isRollback) await undoReplacement(work, old);', ''),
  forExploration("undoing a replacement deletes a stranger's", UPDATE, 'if (!isOurs(tags, work.request)) return false;', ''),
  mutant('undoing a replacement deletes what a later request made', UPDATE, 'return tags.get(OWNER_TAG) === halfMade;', 'return true;'),
  mutant('undoing a replacement looks once', UPDATE, "['absent', 'deleted']", '[]'),
  forExploration('undoing a replacement is over after 30 seconds', UPDATE, 'removeUntil(part, NOTHING_MADE_AFTER,', 'removeUntil(part, 30_000,'),
  forExploration('a run that is slow does not undo a replacement', UPDATE, 'if (isRollback) await', 'if (isRollback && work.run.elapsed() < 5_000) await'),
  forExploration('not to be able to undo a replacement is not told', UPDATE, 'work.run.warn(`The HSM client certificate ${identifier}, which', 'void (`The HSM client certificate ${identifier}, which'),
  mutant('undoing a replacement does not look on after a deletion', UPDATE, "['absent', 'deleted']", "['absent']"),
  mutant('a rollback fails if it cannot undo', UPDATE, 'if (work.run.signal.aborted) throw error;', 'throw error;'),
  mutant('undoing waits for clusters', UPDATE, '.catch((error) => Promise.reject(error instanceof InUse ? new Error(error.message) : error))', ''),
  mutant('an Update does not make what is gone', UPDATE, ': create(work, wanted, names);', ": Promise.reject(new Error('it is gone'));"),
  mutant('an Update makes again what vanishes under its hands', UPDATE, '    if (!found && wasThere) throw deletedMeanwhile(wanted.identifier);\n', ''),
  forExploration("an Update takes a stranger's", UPDATE, 'if (hasOwner(tags)) return isOurs(tags, work.request);', 'if (hasOwner(tags)) return true;'),
  mutant('an Update takes any other without an owner tag', UPDATE, 'return keepsIdentifier(work, wanted) || isGeneratedNameOf(work.request.stack, identifier);', 'return true;'),
  mutant('an Update refuses its own without an owner tag', UPDATE, 'return keepsIdentifier(work, wanted) || isGeneratedNameOf(work.request.stack, identifier);', 'return isGeneratedNameOf(work.request.stack, identifier);'),
  mutant('an Update answers as the service spells the name', 'hsm-client-certificate/hsm-client-certificate.ts', 'keepsIdentifier(work, wanted) ? request.physicalResourceId : certificate.identifier', 'certificate.identifier'),
  mutant('an Update always keeps the physical id', 'hsm-client-certificate/hsm-client-certificate.ts', 'keepsIdentifier(work, wanted) ? request.physicalResourceId : certificate.identifier', 'request.physicalResourceId'),

  // tags
  mutant('tags follow the live state', TAGS, 'usableTagKeys(request.oldResourceProperties).filter((key) => !wanted.has(key) && present.has(key))', '[...present.keys()].filter((key) => !wanted.has(key) && key !== OWNER_TAG)'),
  forExploration('tags of the old template stay', TAGS, 'if (surplus.length) await redshift.deleteTags(identifier, surplus, signal);', ''),
  mutant('tags are deleted before others are written', TAGS, 'await createMissing(); // first', 'await deleteSurplus(); await createMissing(); // first'),
  mutant('tags are deleted although there will be no room', TAGS, ' || !fit(present, missing, surplus)', ''),
  mutant('tags for which there is no room yet are an error', TAGS, '!(error instanceof TooManyTags) || ', 'error && '),
  forExploration('a missing owner tag is not put back', TAGS, '  if (!hasOwner(present)) missing.set(OWNER_TAG, ownerTag(request, request.requestId));\n', ''),
  mutant('tags are written although nothing differs', TAGS, '.filter(([key, value]) => present.get(key) !== value)', ''),
  forExploration('tags that have another value stay', TAGS, 'present.get(key) !== value', '!present.has(key)'),

  // Delete
  forExploration('a Delete neither looks nor asks whose it is', DELETE, 'await remove(work, spellingsOfId, (found) => {\n    if (isOurs', 'await work.redshift.delete(spellingsOfId[0], work.signal).catch(() => {});\n  await remove(work, spellingsOfId, (found) => {\n    if (isOurs'),
  forExploration('a Delete leaves a given name without an owner tag, and says nothing', DELETE, 'throw ownerTagIsGone(work, found);', 'return leave(work, found);'),
  forExploration("a Delete deletes a stranger's", DELETE, 'if (hasOwner(found.tags)) return leave(work, found);', ''),
  forExploration('a Delete deletes a given name without an owner tag', DELETE, 'throw ownerTagIsGone(work, found);', 'return true;'),
  mutant('a Delete keeps a generated name without an owner tag', DELETE, '    if (isGeneratedNameOf(work.request.stack, found.identifier)) return true; // nobody else has such a name\n', ''),
  forExploration('after a marker any of ours is deleted', DELETE, 'isMadeBy(found.tags, work.request, requestId)', 'isOurs(found.tags, work.request)'),
  mutant('after a marker is looked once', DELETE, "removeUntil(work, until, ['absent', 'deleted']", 'removeUntil(work, until, []'),
  mutant('after a marker is not looked on after a deletion', DELETE, "removeUntil(work, until, ['absent', 'deleted']", "removeUntil(work, until, ['absent']"),
  forExploration('after an invented id is looked once', DELETE, 'removeUntil(work, NOTHING_MADE_AFTER,', 'removeUntil(work, 0,'),
  mutant('after an invented id is not looked on after a deletion', DELETE, "removeUntil(work, NOTHING_MADE_AFTER, ['absent', 'deleted']", "removeUntil(work, NOTHING_MADE_AFTER, ['absent']"),
  mutant('a Delete never looks at what its id names', DELETE, 'if (identifierProblem(id) === undefined) {', 'if (id === undefined) {'),
  forExploration('a Delete of an old one deletes the new one too', DELETE, 'if (isReal || identifier === undefined) return;', 'if (identifier === undefined) return;'),
  mutant('a generated name that is gone is taken for invented', DELETE, 'let isReal = isGenerated;', 'let isReal = false;'),
  forExploration("after an invented id a stranger's is deleted", DELETE, 'remove(work, spellings(identifier), (found) => isOurs(found.tags, request) || leave(work, found))', 'remove(work, spellings(identifier), () => true)'),
  mutant('deleting what is just gone is an error', REMOVE, 'if (!(error instanceof NotFound)) throw error;', 'throw error;'),

  // whose it is
  forExploration("an earlier life's is ours", OWNER, 'return maker !== undefined && value === tagValue(owner, maker);', 'return maker !== undefined && parts(value)?.stackName === owner.stack.name;'),
  mutant("another resource's is ours", OWNER, 'return maker !== undefined && value === tagValue(owner, maker);', 'return maker !== undefined && parts(value)?.stackUuid === owner.stack.uuid;'),
  mutant('who made it does not count', OWNER, 'return tags.get(OWNER_TAG) === ownerTag(owner, requestId);', 'return requestId !== undefined && isOurs(tags, owner);'),
  mutant('every name is a generated one', IDENTIFIER, 'return identifier.toLowerCase().endsWith(`-${firstGroup(uuid).toLowerCase()}`);', 'return identifier !== uuid;'),
  mutant('no name is a generated one', IDENTIFIER, 'return identifier.toLowerCase().endsWith(`-${firstGroup(uuid).toLowerCase()}`);', 'return identifier === uuid;'),

  // waiting
  mutant('nobody waits for IAM', PATIENCE, 'return error.mayPass ? this.take(FOR_IAM, wished) : 0;', 'return 0;'),
  mutant('an explicit deny is waited for', PATIENCE, 'return error.mayPass ? this.take(FOR_IAM, wished) : 0;', 'return this.take(FOR_IAM, wished);'),
  mutant('IAM is waited for as long as it takes', PATIENCE, 'allowance.inAll - waited', 'Infinity'),
  mutant('nobody waits for clusters', PATIENCE, 'return Math.min(wished, LONGEST_PAUSE_FOR_CLUSTERS, CLUSTERS_UNTIL - this.run.elapsed());', 'return 0;'),
  mutant('clusters are waited for as long as it takes', PATIENCE, 'Math.min(wished, LONGEST_PAUSE_FOR_CLUSTERS, CLUSTERS_UNTIL - this.run.elapsed())', 'Math.min(wished, LONGEST_PAUSE_FOR_CLUSTERS)'),
  mutant('credentials that are not known yet are final', MEANING, 'return new AccessDenied(words, true);', 'return new Error(words);'),
  mutant('throttling is waited for no longer than an answer', RETRIES, "why === 'unanswered' ? unansweredSince ?? startedAt : undefined;", 'unansweredSince ?? startedAt;'),
  mutant('a call without an answer is made again for ever', RETRIES, 'caller.elapsed() - unansweredSince >= FOR_AN_ANSWER', 'false'),
  mutant('what was met last is not told', RUN, "return obstacles.length ? `${reason}: ${obstacles.join('; then ')}` : reason;", 'return obstacles.length ? reason : reason;'),
  mutant('what has passed is told', RETRIES, '    caller.waits(call);\n', ''),

  // the protocol
  mutant('a failed Create answers without the marker', ANSWER, 'return `${NOT_CREATED_PREFIX}${RequestId}`;', 'return RequestId;'),
  mutant('a failed Update answers with a marker', ANSWER, "if (RequestType !== 'Create' &&", "if (RequestType === 'Delete' &&"),
  mutant('the reason is not cut', ANSWER, 'if (Buffer.byteLength(whole) <= MAX_ANSWER_BYTES) return whole;', 'if (whole) return whole;'),
  mutant('attributes may be of any size', ANSWER, 'if (bytes > MAX_ANSWER_BYTES) {', 'if (bytes < 0) {'),
  mutant('an attribute is missing', 'hsm-client-certificate/attributes.ts', '    PublicKey: publicKey,\n', "    PublicKey: '',\n"),
  mutant('the watchdog is off', HANDLER, 'run.watch(milliseconds, timeIsOver(milliseconds), () => dispatch(resources, parseRequest(event), run))', 'dispatch(resources, parseRequest(event), run)'),
  mutant('the watchdog leaves no time for the answer', HANDLER, 'const WATCHDOG_MILLISECONDS = 255_000;', 'const WATCHDOG_MILLISECONDS = 299_000;'),
  mutant('the answer is given twice', HANDLER, 'await deliver(String(event.ResponseURL), body, { clock, put });', 'await deliver(String(event.ResponseURL), body, { clock, put }); await deliver(String(event.ResponseURL), body, { clock, put });'),
  mutant('an answer that is not delivered is forgotten', HANDLER, '      throw error;\n', ''),
  mutant('an answer is tried to be delivered once', DELIVERY, 'if (clock.now() + jittered >= end) throw', 'if (problem) throw'),
  mutant('any reply to an answer will do', DELIVERY, 'return status >= 200 && status < 300 ? undefined', 'return status > 0 ? undefined'),
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

import { Context } from './context';
import { knownSpellings } from './find';
import { isGeneratedNameOf } from './identifier';
import { isAdopting, usableIdentifier } from './properties';
import { remove, watch } from './remove';
import { NOT_CREATED_PREFIX } from '../../src/private/contract';
import { identifierProblem, spellings } from '../../src/private/validation';
import { LATEST_LATE_CREATE, WATCH_AFTER_MARKER } from '../deadlines';
import { isSameIdentifier } from '../redshift/resource-calls';

/** Deletes what the resource has created, and nothing else. */
export async function deleteResource(context: Context): Promise<void> {
  const { physicalResourceId: id, resourceProperties, stack } = context.request;
  const identifier = usableIdentifier(context.kind, resourceProperties, stack);
  if (id.startsWith(NOT_CREATED_PREFIX)) await deleteAfterFailedCreate(context, id.slice(NOT_CREATED_PREFIX.length), identifier);
  else if (identifier !== undefined && isSameIdentifier(identifier, id)) await deleteByKnownId(context, identifier);
  else await deleteByUnrecognizedId(context, id, identifier);
}

async function deleteByKnownId(context: Context, identifier: string): Promise<void> {
  await remove(context, knownSpellings(context, identifier), isAdopting(context.request.resourceProperties) ? 'delete, known id, adopting' : 'delete, known id');
}

/** Only what the failed Create has created, also if an abandoned call creates it again. */
async function deleteAfterFailedCreate(context: Context, requestId: string, identifier: string | undefined): Promise<void> {
  if (identifier === undefined) return; // that is why the Create failed
  const { invocation, request } = context;
  const situation = isAdopting(request.resourceProperties) ? 'delete, marker, adopting' : 'delete, marker';
  const until = invocation.elapsed() + WATCH_AFTER_MARKER;
  await watch(invocation, until, () => remove(context, spellings(identifier), situation, requestId));
}

/**
 * The id is not that of the properties. CloudFormation may have invented it for a Create that never responded; or it is a real one, with
 * the properties of another resource: which ones a Delete after a replacement carries is not documented.
 */
async function deleteByUnrecognizedId(context: Context, id: string, identifier: string | undefined): Promise<void> {
  const removal = identifierProblem(id) === undefined ? await remove(context, [id], 'delete, id itself') : 'absent';
  const isReal = removal === 'deleted' || isGeneratedNameOf(context.request.stack, id);
  if (isReal || identifier === undefined) return;
  const situation = isAdopting(context.request.resourceProperties) ? 'delete, properties, adopting' : 'delete, properties';
  // The Create may still be running, or be retried.
  await watch(context.invocation, LATEST_LATE_CREATE, () => remove(context, spellings(identifier), situation));
}

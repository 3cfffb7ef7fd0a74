import { errorMessage } from './error-message';
import { CustomResourceEvent } from './request';
import { NOT_CREATED_PREFIX } from '../../src/private/contract';

/** CloudFormation accepts no longer body. */
export const MAX_RESPONSE_BYTES = 4_096;

/** The result of a request that succeeded. */
export interface Outcome {
  readonly physicalResourceId: string;
  /** The attributes, for `Fn::GetAtt`; none for a Delete. */
  readonly data?: Readonly<Record<string, string>>;
}

/** The body of a SUCCESS response; throws if the attributes do not fit into one. */
export function successResponse(event: CustomResourceEvent, { physicalResourceId, data }: Outcome): string {
  const body = JSON.stringify({ Status: 'SUCCESS', PhysicalResourceId: physicalResourceId, ...echo(event), ...(data && { Data: data }) });
  const bytes = Buffer.byteLength(body);
  if (bytes > MAX_RESPONSE_BYTES) {
    throw new Error(`the attributes of ${physicalResourceId} do not fit into a response to CloudFormation: it would have ${bytes} bytes, `
      + `at most ${MAX_RESPONSE_BYTES} are allowed${data ? ` (${sizes(data)})` : ''}`);
  }
  return body;
}

/** The body of a FAILED response. The reason is one line, cut to fit. */
export function failedResponse(event: CustomResourceEvent, error: unknown): string {
  const reason = errorMessage(error);
  const body = (Reason: string) => JSON.stringify({ Status: 'FAILED', Reason, PhysicalResourceId: failedPhysicalResourceId(event), ...echo(event) });
  const whole = body(reason);
  if (Buffer.byteLength(whole) <= MAX_RESPONSE_BYTES) return whole;
  const characters = [...reason];
  let [fits, tooLong] = [0, characters.length];
  while (tooLong - fits > 1) { // escaping decides how many bytes a character takes: search for the most that fit
    const middle = Math.floor((fits + tooLong) / 2);
    if (Buffer.byteLength(body(cut(characters, middle))) <= MAX_RESPONSE_BYTES) fits = middle;
    else tooLong = middle;
  }
  return body(cut(characters, fits));
}

/**
 * A failed Update or Delete keeps the id that it was given: another one would make CloudFormation delete what it replaced.
 * A failed Create gets a marker, so that the Delete that follows knows whose work it may have to undo.
 */
function failedPhysicalResourceId({ RequestType, PhysicalResourceId, RequestId }: CustomResourceEvent): unknown {
  if (RequestType !== 'Create' && typeof PhysicalResourceId === 'string' && PhysicalResourceId !== '') return PhysicalResourceId;
  return `${NOT_CREATED_PREFIX}${RequestId}`;
}

function echo({ StackId, RequestId, LogicalResourceId }: CustomResourceEvent): object {
  return { StackId, RequestId, LogicalResourceId };
}

function cut(characters: string[], length: number): string {
  return `${characters.slice(0, length).join('').trimEnd()}…`;
}

function sizes(data: Readonly<Record<string, string>>): string {
  return Object.entries(data).map(([name, value]) => `${name}: ${Buffer.byteLength(JSON.stringify(value))}`).join(', ');
}

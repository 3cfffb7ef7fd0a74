import { CustomResourceEvent } from './request';
import { NOT_CREATED_PREFIX } from '../../src/private/contract';

/** CloudFormation takes no longer body. */
export const MAX_ANSWER_BYTES = 4_096;

/** What became of a request that succeeded. */
export interface Outcome {
  readonly physicalResourceId: string;
  /** The attributes, for `Fn::GetAtt`; none for a Delete. */
  readonly data?: Readonly<Record<string, string>>;
}

/** The body of a successful answer; throws if the attributes do not fit into one. */
export function success(event: CustomResourceEvent, { physicalResourceId, data }: Outcome): string {
  const body = JSON.stringify({ Status: 'SUCCESS', PhysicalResourceId: physicalResourceId, ...echo(event), ...(data && { Data: data }) });
  const bytes = Buffer.byteLength(body);
  if (bytes > MAX_ANSWER_BYTES) {
    throw new Error(`the attributes of ${physicalResourceId} do not fit into an answer to CloudFormation: it would have ${bytes} bytes, `
      + `at most ${MAX_ANSWER_BYTES} are allowed${data ? ` (${sizes(data)})` : ''}`);
  }
  return body;
}

/** The body of an answer that says why the request failed. The reason is made one line, and cut to fit. */
export function failure(event: CustomResourceEvent, error: unknown): string {
  const reason = sentence(error);
  const body = (Reason: string) => JSON.stringify({ Status: 'FAILED', Reason, PhysicalResourceId: failedPhysicalResourceId(event), ...echo(event) });
  const whole = body(reason);
  if (Buffer.byteLength(whole) <= MAX_ANSWER_BYTES) return whole;
  const characters = [...reason];
  let [fits, tooLong] = [0, characters.length];
  while (tooLong - fits > 1) { // how a character is escaped decides how many bytes it takes: look for the most that fit
    const middle = Math.floor((fits + tooLong) / 2);
    if (Buffer.byteLength(body(cut(characters, middle))) <= MAX_ANSWER_BYTES) fits = middle;
    else tooLong = middle;
  }
  return body(cut(characters, fits));
}

/** What an error says, in one line and without a stack trace. */
export function sentence(error: unknown): string {
  const message = (error as Partial<Error> | null | undefined)?.message ?? error;
  const words = typeof message === 'string' ? message.replace(/\n\s+at .*/g, '').replace(/\s+/g, ' ').trim() : ''; // anything can be thrown
  return words === '' ? 'The request failed, and nothing says why' : words.replace(/^[a-z]+(?= )/, (word) => word[0].toUpperCase() + word.slice(1));
}

/**
 * A failed Update or Delete keeps the id that it was given: another one would make CloudFormation delete what it replaced.
 * A failed Create gets a marker, so that the Delete that follows knows what there may be to undo.
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

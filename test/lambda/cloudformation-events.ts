import { randomUUID } from 'node:crypto';
import { HSM_CLIENT_CERTIFICATE_TYPE, NOT_CREATED_PREFIX } from '../../src/private/contract';

export const STACK_UUID = '0a1b2c3d-4e5f-11ee-8c99-0242ac120002';
export const STACK_ID = `arn:aws:cloudformation:us-east-1:000000000000:stack/Demo/${STACK_UUID}`;
export const LOGICAL_ID = 'Certificate4E7ABB08';

export const IDENTIFIER_PREFIX = 'demo-5a6b7c8d-certificate4e7abb08-3fbcb1cca8';

const GENERATED_ENDING = '-0a1b2c3d';

/** What the handler makes of the prefix in this life of the stack. */
export const GENERATED_NAME = `${IDENTIFIER_PREFIX}${GENERATED_ENDING}`;

/** What CloudFormation sends to the function. */
export interface CloudFormationEvent extends Readonly<Record<string, unknown>> {
  readonly RequestId: string;
  readonly ResponseURL: string;
}

export type Properties = Readonly<Record<string, unknown>>;

/** Properties as they arrive: scalars are strings. A generated name is there as its prefix. */
export function properties(identifier: string, tags: Record<string, string> = {}): Properties {
  return {
    ServiceToken: 'arn:aws:lambda:us-east-1:000000000000:function:Demo-CdkRedshiftHsmProvider',
    ServiceTimeout: '1200',
    ...(identifier.endsWith(GENERATED_ENDING) ? { IdentifierPrefix: identifier.slice(0, -GENERATED_ENDING.length) } : { Identifier: identifier }),
    Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })),
  };
}

export function createEvent(ResourceProperties: Properties, more: object = {}): CloudFormationEvent {
  return event({ RequestType: 'Create', ResourceProperties, ...more });
}

export function updateEvent(
  PhysicalResourceId: string, ResourceProperties: Properties, OldResourceProperties: Properties, more: object = {},
): CloudFormationEvent {
  return event({ RequestType: 'Update', PhysicalResourceId, ResourceProperties, OldResourceProperties, ...more });
}

export function deleteEvent(PhysicalResourceId: string, ResourceProperties: Properties, more: object = {}): CloudFormationEvent {
  return event({ RequestType: 'Delete', PhysicalResourceId, ResourceProperties, ...more });
}

/** The physical id of a resource whose Create failed. */
export function marker(create: CloudFormationEvent): string {
  return `${NOT_CREATED_PREFIX}${create.RequestId}`;
}

function event(fields: object): CloudFormationEvent {
  const RequestId = randomUUID();
  return {
    RequestId,
    ResponseURL: `https://cloudformation-custom-resource-response.test/${RequestId}?X-Amz-Signature=0123456789abcdef`,
    StackId: STACK_ID,
    LogicalResourceId: LOGICAL_ID,
    ResourceType: HSM_CLIENT_CERTIFICATE_TYPE,
    ...fields,
  };
}

import { parseStackId, StackIdentity } from './stack-id';

export type RequestType = 'Create' | 'Update' | 'Delete';

/** What CloudFormation asks for, as far as every kind of resource needs it. Properties are unparsed: each kind knows its own. */
export interface CustomResourceRequest {
  readonly requestType: RequestType;
  readonly requestId: string;
  readonly stack: StackIdentity;
  readonly logicalResourceId: string;
  readonly resourceType: string;
  /** Missing in a Create. */
  readonly physicalResourceId: string;
  readonly resourceProperties: Properties;
  /** Empty but in an Update. */
  readonly oldResourceProperties: Properties;
}

export type Properties = Readonly<Record<string, unknown>>;

/** The event as it arrives: nothing is known of it. */
export type CustomResourceEvent = Readonly<Record<string, unknown>>;

export function parseRequest(event: CustomResourceEvent): CustomResourceRequest {
  const requestType = parseRequestType(event.RequestType);
  return {
    requestType,
    requestId: text(event, 'RequestId'),
    stack: parseStackId(text(event, 'StackId')),
    logicalResourceId: text(event, 'LogicalResourceId'),
    resourceType: text(event, 'ResourceType'),
    physicalResourceId: requestType === 'Create' ? '' : text(event, 'PhysicalResourceId'),
    resourceProperties: properties(event.ResourceProperties),
    oldResourceProperties: properties(event.OldResourceProperties),
  };
}

/** A property that has to be a string; throws if it is none. */
export function stringProperty(given: Properties, name: string): string {
  const value = given[name];
  if (typeof value === 'string') return value;
  throw new Error(`the property ${name} is ${JSON.stringify(value)}: it must be a string`);
}

function parseRequestType(value: unknown): RequestType {
  if (value === 'Create' || value === 'Update' || value === 'Delete') return value;
  throw new Error(`RequestType is ${JSON.stringify(value)}: Create, Update and Delete are known`);
}

function text(event: CustomResourceEvent, name: string): string {
  const value = event[name];
  if (typeof value === 'string' && value !== '') return value;
  throw new Error(`${name} of the request is ${JSON.stringify(value)}, not a non-empty string`);
}

function properties(value: unknown): Properties {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Properties) : {};
}

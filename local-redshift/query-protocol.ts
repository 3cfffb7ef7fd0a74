import type {
  CreateHsmClientCertificateMessage,
  CreateHsmConfigurationMessage,
  CreateTagsMessage,
  DeleteHsmClientCertificateMessage,
  DeleteHsmConfigurationMessage,
  DeleteTagsMessage,
  DescribeClustersMessage,
  DescribeHsmClientCertificatesMessage,
  DescribeHsmConfigurationsMessage,
  DescribeTagsMessage,
} from '@aws-sdk/client-redshift';
import { Fault } from './fault';

export const VERSION = '2012-12-01';

type ParameterType = 'string' | 'integer' | 'strings' | 'tags';

const FILTER = { MaxRecords: 'integer', Marker: 'string', TagKeys: 'strings', TagValues: 'strings' } as const;

/** The parameters of each action, as the service model has them. */
const PARAMETERS = {
  CreateHsmClientCertificate: { HsmClientCertificateIdentifier: 'string', Tags: 'tags' },
  DescribeHsmClientCertificates: { HsmClientCertificateIdentifier: 'string', ...FILTER },
  DeleteHsmClientCertificate: { HsmClientCertificateIdentifier: 'string' },
  CreateHsmConfiguration: {
    HsmConfigurationIdentifier: 'string',
    Description: 'string',
    HsmIpAddress: 'string',
    HsmPartitionName: 'string',
    HsmPartitionPassword: 'string',
    HsmServerPublicCertificate: 'string',
    Tags: 'tags',
  },
  DescribeHsmConfigurations: { HsmConfigurationIdentifier: 'string', ...FILTER },
  DeleteHsmConfiguration: { HsmConfigurationIdentifier: 'string' },
  CreateTags: { ResourceName: 'string', Tags: 'tags' },
  DeleteTags: { ResourceName: 'string', TagKeys: 'strings' },
  DescribeTags: { ResourceName: 'string', ResourceType: 'string', ...FILTER },
  DescribeClusters: { ClusterIdentifier: 'string', ...FILTER },
} as const satisfies { [A in Action]: Record<keyof Inputs[A], ParameterType> };

interface Inputs {
  CreateHsmClientCertificate: CreateHsmClientCertificateMessage;
  DescribeHsmClientCertificates: DescribeHsmClientCertificatesMessage;
  DeleteHsmClientCertificate: DeleteHsmClientCertificateMessage;
  CreateHsmConfiguration: CreateHsmConfigurationMessage;
  DescribeHsmConfigurations: DescribeHsmConfigurationsMessage;
  DeleteHsmConfiguration: DeleteHsmConfigurationMessage;
  CreateTags: CreateTagsMessage;
  DeleteTags: DeleteTagsMessage;
  DescribeTags: DescribeTagsMessage;
  DescribeClusters: DescribeClustersMessage;
}

export type Action = keyof Inputs;

/** An action with its input in the shape that an SDK takes; whether what is required is there is not settled yet. */
export type Query = { [A in Action]: { action: A; input: Inputs[A] } }[Action];

/** What the elements of a list are called, in requests and in responses. */
const LIST_MEMBERS: Record<string, string> = {
  Clusters: 'Cluster',
  HsmClientCertificates: 'HsmClientCertificate',
  HsmConfigurations: 'HsmConfiguration',
  TaggedResources: 'TaggedResource',
  TagKeys: 'TagKey',
  Tags: 'Tag',
  TagValues: 'TagValue',
};

/** What a form asks for. Whatever the service does not know is refused. */
export function parseQuery(form: URLSearchParams): Query {
  const left = new Map(form);
  if (left.size !== form.size) throw new Fault('InvalidQueryParameter', 'A parameter is given twice.');
  const version = take(left, 'Version');
  if (version !== VERSION) throw new Fault('NoSuchVersion', `The requested version (${version ?? ''}) of service AmazonRedshift does not exist.`);
  const action = take(left, 'Action');
  if (action === undefined) throw new Fault('MissingAction', 'The request is missing an action.');
  if (!isAction(action)) throw new Fault('InvalidAction', `Could not find operation ${action} for version ${VERSION}.`);
  const input = Object.fromEntries(Object.entries(PARAMETERS[action]).map(([name, type]) => [name, parse[type](left, name)]));
  for (const name of left.keys()) throw new Fault('InvalidQueryParameter', `${action} has no parameter ${name}.`);
  return { action, input } as Query;
}

function isAction(action: string): action is Action {
  return Object.hasOwn(PARAMETERS, action);
}

function take(left: Map<string, string>, name: string): string | undefined {
  const value = left.get(name);
  left.delete(name);
  return value;
}

const parse: Record<ParameterType, (left: Map<string, string>, name: string) => unknown> = {
  string: take,
  integer: (left, name) => {
    const value = take(left, name);
    if (value !== undefined && !/^-?\d+$/.test(value)) throw new Fault('InvalidParameterValue', `${name} must be an integer; it is ${value}.`);
    return value === undefined ? undefined : Number(value);
  },
  strings: (left, name) => takeList(left, name, (member) => take(left, member)),
  tags: (left, name) => takeList(left, name, (member) => {
    const tag = { Key: take(left, `${member}.Key`), Value: take(left, `${member}.Value`) };
    return tag.Key === undefined && tag.Value === undefined ? undefined : tag;
  }),
};

function takeList<T>(left: Map<string, string>, name: string, takeMember: (member: string) => T | undefined): T[] | undefined {
  const members: T[] = [];
  for (;;) {
    const member = takeMember(`${name}.${LIST_MEMBERS[name]}.${members.length + 1}`);
    if (member === undefined) break;
    members.push(member);
  }
  const empty = take(left, name) === ''; // how clients send a list without members
  return members.length || empty ? members : undefined;
}

/** The response to an action; one without output has no result element. */
export function renderResponse(action: Action, output: object | void, requestId: string): string {
  const result = output ? element(`${action}Result`, output) : '';
  return document(`${action}Response`, result + element('ResponseMetadata', { RequestId: requestId }));
}

export function renderError(fault: Fault, requestId: string): string {
  const error = { Type: fault.status < 500 ? 'Sender' : 'Receiver', Code: fault.code, Message: fault.message };
  return document('ErrorResponse', element('Error', error) + element('RequestId', requestId));
}

function document(name: string, inner: string): string {
  return `<${name} xmlns="http://redshift.amazonaws.com/doc/${VERSION}/">${inner}</${name}>`;
}

function element(name: string, value: unknown): string {
  return value === undefined ? '' : `<${name}>${content(name, value)}</${name}>`;
}

function content(name: string, value: unknown): string {
  if (Array.isArray(value)) return value.map((member) => element(LIST_MEMBERS[name], member)).join('');
  if (typeof value === 'object' && value !== null) return Object.entries(value).map(([key, one]) => element(key, one)).join('');
  return escape(String(value));
}

const ENTITIES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', '\r': '&#xD;' };

function escape(text: string): string {
  return text
    .replace(/[&<>"\r]/g, (character) => ENTITIES[character])
    .replace(/[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]/g, '\uFFFD'); // no XML document may have these
}

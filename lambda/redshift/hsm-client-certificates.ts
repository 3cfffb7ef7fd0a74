import {
  CreateHsmClientCertificateCommand, CreateTagsCommand, DeleteHsmClientCertificateCommand, DeleteTagsCommand,
  DescribeClustersCommand, DescribeHsmClientCertificatesCommand, HsmClientCertificate as Description, RedshiftClient, Tag,
} from '@aws-sdk/client-redshift';
import { AccessDenied, AlreadyExists, InUse, NotFound } from './refusals';
import { Retries } from './retries';
import { WholeAnswerHttpHandler } from './whole-answer-http-handler';

/** An HSM client certificate as Redshift has it. */
export interface HsmClientCertificate {
  readonly identifier: string;
  /** A PEM. */
  readonly publicKey: string;
  readonly tags: Tags;
}

export type Tags = ReadonlyMap<string, string>;

/** The calls to Redshift that the product needs. They are aborted by the signal, and throw what `refusals.ts` lists. */
export interface HsmClientCertificates {
  create(identifier: string, tags: Tags, signal: AbortSignal): Promise<HsmClientCertificate>;
  describe(identifier: string, signal: AbortSignal): Promise<HsmClientCertificate | undefined>;
  delete(identifier: string, signal: AbortSignal): Promise<void>;
  createTags(identifier: string, tags: Tags, signal: AbortSignal): Promise<void>;
  deleteTags(identifier: string, keys: readonly string[], signal: AbortSignal): Promise<void>;
  /** The names of the clusters that use the certificate. */
  clustersThatUse(identifier: string, signal: AbortSignal): Promise<string[]>;
}

/** Connections outlive a run, so that one which follows at once need not make another. */
const requestHandler = new WholeAnswerHttpHandler();

/**
 * Calls to Redshift, about certificates with such ARNs. To be made anew for each run: a client allows only so many retries in its
 * life, and one that lives through many throttled runs would end up without any.
 */
export function hsmClientCertificates(arnOf: (identifier: string) => string): HsmClientCertificates {
  const client = new RedshiftClient({ retryStrategy: new Retries(), requestHandler });
  return {
    create: (identifier, tags, signal) => named('CreateHsmClientCertificate', arnOf(identifier), async () => {
      const { HsmClientCertificate: made } = await client.send(
        new CreateHsmClientCertificateCommand({ HsmClientCertificateIdentifier: identifier, Tags: tagList(tags) }), { abortSignal: signal });
      return certificate(made);
    }),

    describe: (identifier, signal) => named('DescribeHsmClientCertificates', '*', async () => {
      try {
        const { HsmClientCertificates: found = [] } = await client.send(
          new DescribeHsmClientCertificatesCommand({ HsmClientCertificateIdentifier: identifier }), { abortSignal: signal });
        const one = found.find((each) => isSameIdentifier(each.HsmClientCertificateIdentifier, identifier));
        return one && certificate(one);
      } catch (error) {
        // What Redshift does not take for an identifier cannot be there.
        if (['HsmClientCertificateNotFoundFault', 'InvalidParameterValue'].includes(nameOf(error))) return undefined;
        throw error;
      }
    }),

    delete: (identifier, signal) => named('DeleteHsmClientCertificate', arnOf(identifier), async () => {
      await client.send(new DeleteHsmClientCertificateCommand({ HsmClientCertificateIdentifier: identifier }), { abortSignal: signal });
    }),

    createTags: (identifier, tags, signal) => named('CreateTags', arnOf(identifier), async () => {
      await client.send(new CreateTagsCommand({ ResourceName: arnOf(identifier), Tags: tagList(tags) }), { abortSignal: signal });
    }),

    deleteTags: (identifier, keys, signal) => named('DeleteTags', arnOf(identifier), async () => {
      await client.send(new DeleteTagsCommand({ ResourceName: arnOf(identifier), TagKeys: [...keys] }), { abortSignal: signal });
    }),

    clustersThatUse: (identifier, signal) => named('DescribeClusters', '*', async () => {
      const names: string[] = [];
      let marker: string | undefined;
      do {
        const page = await client.send(new DescribeClustersCommand({ Marker: marker }), { abortSignal: signal });
        for (const { ClusterIdentifier: name, HsmStatus: status } of page.Clusters ?? []) {
          if (name && isSameIdentifier(status?.HsmClientCertificateIdentifier, identifier)) names.push(name);
        }
        marker = page.Marker;
      } while (marker);
      return names;
    }),
  };
}

/** Ignores case: Redshift does so for its other identifiers, and it is not published whether it does here. */
export function isSameIdentifier(one: string | undefined, other: string): boolean {
  return one?.toLowerCase() === other.toLowerCase();
}

function certificate(description: Description | undefined): HsmClientCertificate {
  const { HsmClientCertificateIdentifier: identifier, HsmClientCertificatePublicKey: publicKey, Tags: tags = [] } = description ?? {};
  if (!identifier || !publicKey) throw new Error('Redshift returned an HSM client certificate without its identifier or public key');
  return { identifier, publicKey, tags: new Map(tags.map(({ Key = '', Value = '' }) => [Key, Value])) };
}

function tagList(tags: Tags): Tag[] {
  return [...tags].map(([Key, Value]) => ({ Key, Value }));
}

/** Runs a call and turns what Redshift refuses into words and types of the product. */
async function named<T>(action: string, resource: string, call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    throw refusal(action, resource, error);
  }
}

function refusal(action: string, resource: string, error: unknown): unknown {
  const message = messageOf(error);
  const words = `redshift:${action} on ${resource} failed: ${message} (${nameOf(error)})`;
  if (isDenial(error, message)) {
    return new AccessDenied(`the function's role was denied ${deniedCall(message) ?? `redshift:${action} on ${resource}`}: ${message}`, mayPass(message));
  }
  switch (nameOf(error)) {
    case 'AbortError': return error;
    case 'HsmClientCertificateAlreadyExistsFault': return new AlreadyExists(words);
    case 'HsmClientCertificateNotFoundFault':
    case 'ResourceNotFoundFault': return new NotFound(words);
    case 'InvalidHsmClientCertificateStateFault': return new InUse(words);
    default: return new Error(words, { cause: error });
  }
}

function isDenial(error: unknown, message: string): boolean {
  const { $metadata: { httpStatusCode } = {} } = error as { $metadata?: { httpStatusCode?: number } };
  return httpStatusCode === 403 && (/not authorized/i.test(message) || nameOf(error).startsWith('AccessDenied'));
}

/** IAM names what it denied; in a Create that may be `redshift:CreateTags`. */
function deniedCall(message: string): string | undefined {
  const [, action, resource] = /not authorized to perform: (\S+) on resource: (\S+)/i.exec(message) ?? [];
  return action && `${action} on ${resource}`;
}

/** Nobody waits for a policy that forbids a call; only for one that does not allow it yet. */
function mayPass(message: string): boolean {
  return !/explicit deny|service control policy|permissions boundary/i.test(message);
}

/** Where none of several addresses can be reached, only the errors that are in the error say anything. */
function messageOf(error: unknown): string {
  if (error instanceof AggregateError && error.message === '') return error.errors.map(messageOf).join(', ');
  return error instanceof Error ? error.message : String(error);
}

function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : 'unknown';
}

import {
  CreateHsmClientCertificateCommand, CreateTagsCommand, DeleteHsmClientCertificateCommand, DeleteTagsCommand,
  DescribeClustersCommand, DescribeHsmClientCertificatesCommand, HsmClientCertificate as Description, RedshiftClient, Tag,
} from '@aws-sdk/client-redshift';
import { retryMiddlewareOptions } from '@smithy/core/retry';
import type { FinalizeRequestHandlerOptions } from '@smithy/types';
import { NoAnswer, nameOf, refusal } from './meaning';
import { Caller, withRetries } from './retries';
import { WholeAnswerHttpHandler } from './whole-answer-http-handler';

/** An HSM client certificate as Redshift has it. */
export interface HsmClientCertificate {
  readonly identifier: string;
  /** A PEM; empty where Redshift does not return it. It is not needed to tag or to delete the certificate. */
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

/** The SDK's client, as far as it is needed: it makes each call once. */
export type Client = Pick<RedshiftClient, 'send'>;

/** Calls of a run to Redshift, about certificates with such ARNs. */
export function hsmClientCertificates(arnOf: (identifier: string) => string, caller: Caller, client: Client = sdkClient()): HsmClientCertificates {
  const calling = async <T>(action: string, resource: string, signal: AbortSignal, call: () => Promise<T>): Promise<T> =>
    withRetries(caller, signal, (error) => refusal(action, resource, error), call);
  return {
    create: (identifier, tags, signal) => calling('CreateHsmClientCertificate', arnOf(identifier), signal, async () => {
      const { HsmClientCertificate: made } = await client.send(
        new CreateHsmClientCertificateCommand({ HsmClientCertificateIdentifier: identifier, Tags: tagList(tags) }), { abortSignal: signal });
      return certificate(made);
    }),

    describe: (identifier, signal) => calling('DescribeHsmClientCertificates', '*', signal, async () => {
      try {
        const { HsmClientCertificates: found } = await client.send(
          new DescribeHsmClientCertificatesCommand({ HsmClientCertificateIdentifier: identifier }), { abortSignal: signal });
        if (!found) throw new NoAnswer('the reply has no list of certificates'); // to take it for "not there" would leave one behind
        const one = found.find((each) => isSameIdentifier(each.HsmClientCertificateIdentifier, identifier));
        return one && certificate(one);
      } catch (error) {
        // What Redshift does not take for an identifier cannot be there.
        if (['HsmClientCertificateNotFoundFault', 'InvalidParameterValue'].includes(nameOf(error))) return undefined;
        throw error;
      }
    }),

    delete: (identifier, signal) => calling('DeleteHsmClientCertificate', arnOf(identifier), signal, async () => {
      await client.send(new DeleteHsmClientCertificateCommand({ HsmClientCertificateIdentifier: identifier }), { abortSignal: signal });
    }),

    createTags: (identifier, tags, signal) => calling('CreateTags', arnOf(identifier), signal, async () => {
      await client.send(new CreateTagsCommand({ ResourceName: arnOf(identifier), Tags: tagList(tags) }), { abortSignal: signal });
    }),

    deleteTags: (identifier, keys, signal) => calling('DeleteTags', arnOf(identifier), signal, async () => {
      await client.send(new DeleteTagsCommand({ ResourceName: arnOf(identifier), TagKeys: [...keys] }), { abortSignal: signal });
    }),

    clustersThatUse: async (identifier, signal) => {
      const names: string[] = [];
      let marker: string | undefined;
      do {
        const page = await calling('DescribeClusters', '*', signal, () => client.send(new DescribeClustersCommand({ Marker: marker }), { abortSignal: signal }));
        for (const { ClusterIdentifier: name, HsmStatus: status } of page.Clusters ?? []) {
          if (name && isSameIdentifier(status?.HsmClientCertificateIdentifier, identifier)) names.push(name);
        }
        marker = page.Marker;
      } while (marker);
      return names;
    },
  };
}

/** Without the SDK's retries, which end after so many of them: docs/decisions/0015-what-may-pass-by-itself.md. */
function sdkClient(): Client {
  const client = new RedshiftClient({ requestHandler });
  client.middlewareStack.add((next) => next, retryMiddlewareOptions as FinalizeRequestHandlerOptions); // takes the place of that which retries
  return client;
}

/** Ignores case: Redshift does so for its other identifiers, and it is not published whether it does here. */
export function isSameIdentifier(one: string | undefined, other: string): boolean {
  return one?.toLowerCase() === other.toLowerCase();
}

function certificate(description: Description | undefined): HsmClientCertificate {
  const { HsmClientCertificateIdentifier: identifier, HsmClientCertificatePublicKey: publicKey = '', Tags: tags = [] } = description ?? {};
  if (!identifier) throw new Error('Redshift returned an HSM client certificate without its identifier');
  return { identifier, publicKey, tags: new Map(tags.map(({ Key = '', Value = '' }) => [Key, Value])) };
}

function tagList(tags: Tags): Tag[] {
  return [...tags].map(([Key, Value]) => ({ Key, Value }));
}

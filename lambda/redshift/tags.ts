import { CreateTagsCommand, DeleteTagsCommand, Tag } from '@aws-sdk/client-redshift';
import { callsOf, Client } from './client';
import type { ResourceCalls, Tags } from './resource-calls';
import type { Caller } from './retries';

/** The calls that change tags: the same for every kind of resource. */
export function tagCalls(
  arnOf: (identifier: string) => string, caller: Caller, client: Client,
): Pick<ResourceCalls<never, never>, 'createTags' | 'deleteTags'> {
  const call = callsOf(caller);
  return {
    createTags: async (identifier, tags, signal) => call('CreateTags', arnOf(identifier), signal, async () => {
      await client.send(new CreateTagsCommand({ ResourceName: arnOf(identifier), Tags: tagList(tags) }), { abortSignal: signal });
    }),

    deleteTags: async (identifier, keys, signal) => call('DeleteTags', arnOf(identifier), signal, async () => {
      await client.send(new DeleteTagsCommand({ ResourceName: arnOf(identifier), TagKeys: [...keys] }), { abortSignal: signal });
    }),
  };
}

/** As the API takes them. */
export function tagList(tags: Tags): Tag[] {
  return [...tags].map(([Key, Value]) => ({ Key, Value }));
}

/** As the API returns them. */
export function tagMap(tags: readonly Tag[] = []): Tags {
  return new Map(tags.map(({ Key = '', Value = '' }) => [Key, Value]));
}

import { DescribeClustersCommand, HsmStatus } from '@aws-sdk/client-redshift';
import { callsOf, Client } from './client';
import type { Caller } from './retries';

/** The names of the clusters whose HSM status says that they use something. */
export async function clustersThatUse(
  caller: Caller, client: Client, isUsed: (status: HsmStatus) => boolean, signal: AbortSignal,
): Promise<string[]> {
  const call = callsOf(caller);
  const names: string[] = [];
  let marker: string | undefined;
  do {
    const page = await call('DescribeClusters', '*', signal, async () =>
      client.send(new DescribeClustersCommand({ Marker: marker }), { abortSignal: signal }));
    for (const { ClusterIdentifier: name, HsmStatus: status } of page.Clusters ?? []) {
      if (name && status && isUsed(status)) names.push(name);
    }
    marker = page.Marker;
  } while (marker);
  return names;
}

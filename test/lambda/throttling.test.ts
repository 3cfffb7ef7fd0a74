import { createEvent, deleteEvent, properties } from './cloudformation-events';
import { InProcessRedshift } from './in-process-redshift';
import { OWN } from './owner-tags';
import { VirtualClock } from './virtual-clock';
import { customResourceHandler } from '../../lambda/custom-resource/handler';
import { hsmClientCertificate } from '../../lambda/hsm-client-certificate/hsm-client-certificate';
import { ownedResource } from '../../lambda/owned-resource/owned-resource';
import { InjectedFault, throttle } from '../../local-redshift/injected-faults';
import { HSM_CLIENT_CERTIFICATE_TYPE } from '../../src/private/contract';

const CALLS_A_SECOND = 8;

/** Lets a second's calls through at once, and then one after the other. */
function throttleAbove(callsASecond: number, clock: VirtualClock): () => InjectedFault | undefined {
  let [tokens, filledAt] = [callsASecond, 0];
  return () => {
    tokens = Math.min(callsASecond, tokens + (clock.now() - filledAt) * callsASecond / 1000);
    filledAt = clock.now();
    if (tokens < 1) return throttle();
    tokens--;
    return undefined;
  };
}

test.each([
  ['490 Deletes, as many as fit into a stack', 490, (name: string) => deleteEvent(name, properties(name))],
  ['200 Creates, as many as may have an output each', 200, (name: string) => createEvent(properties(name))],
])('%s, at the same time and at 8 calls a second: none fails', async (_, certificates, eventOf) => {
  const clock = new VirtualClock();
  const redshift = new InProcessRedshift(clock);
  redshift.onArrival = throttleAbove(CALLS_A_SECOND, clock);
  const names = Array.from({ length: certificates }, (__, i) => `one-${i}`);
  const events = names.map(eventOf);
  if (events[0].RequestType === 'Delete') names.forEach((name) => redshift.hsm.seed(name, { tags: OWN }));
  const reasons: unknown[] = [];
  const handler = customResourceHandler({ [HSM_CLIENT_CERTIFICATE_TYPE]: ownedResource(hsmClientCertificate, redshift.connect) }, {
    clock,
    put: async (__, body) => {
      reasons.push((JSON.parse(body) as { Reason?: string }).Reason);
      return 200;
    },
    log: () => undefined,
  });
  await Promise.all(events.map(async (event) => handler(event, { getRemainingTimeInMillis: () => 300_000 - clock.now() })));
  expect(reasons).toEqual(Array(certificates).fill(undefined));
  expect(redshift.hsm.certificates.size).toBe(events[0].RequestType === 'Delete' ? 0 : certificates);
}, 60_000);

import { Patience } from './patience';
import { CustomResourceRequest } from '../custom-resource/request';
import { Run } from '../custom-resource/run';
import { StackIdentity } from '../custom-resource/stack-id';
import { HsmClientCertificates } from '../redshift/hsm-client-certificates';

/** A request, and what its fulfilment needs. */
export interface Work {
  readonly request: CustomResourceRequest;
  readonly run: Run;
  /** Aborts the calls of this work, or of a part of it that has less time than the run. */
  readonly signal: AbortSignal;
  readonly redshift: HsmClientCertificates;
  readonly patience: Patience;
}

/** The time of a run after which it creates nothing any more. */
export const CREATING_UNTIL = 90_000;

/** The time of a run after which no other that began before it can still create: a call that is given up is carried out soon or never. */
export const NOTHING_MADE_AFTER = CREATING_UNTIL + 15_000;

/** Does a part of the work that has to be done at a time of the run. */
export async function until<T>(work: Work, time: number, reason: string, part: (work: Work) => Promise<T>): Promise<T> {
  return work.run.until(time, reason, (signal) => part({ ...work, signal }));
}

export function arn({ partition, region, account }: StackIdentity, identifier: string): string {
  return `arn:${partition}:redshift:${region}:${account}:hsmclientcertificate:${identifier}`;
}


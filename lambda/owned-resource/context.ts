import { Kind } from './kind';
import { Waiting } from './waiting';
import { Invocation } from '../custom-resource/invocation';
import { CustomResourceRequest } from '../custom-resource/request';
import { Found, ResourceCalls } from '../redshift/resource-calls';

/** A request for a resource of a kind, and what its fulfilment needs. */
export interface Context<P = unknown, F extends Found = Found> {
  readonly kind: Kind<P, F>;
  readonly request: CustomResourceRequest;
  readonly invocation: Invocation;
  /** Aborts the calls of the invocation, or of a part of its work that has less time. */
  readonly signal: AbortSignal;
  readonly redshift: ResourceCalls<F, P>;
  readonly waiting: Waiting;
}

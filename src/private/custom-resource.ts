import { CfnResource } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { SERVICE_TIMEOUT_SECONDS } from './time-limits';

/** Defines a custom resource of a type that the function with a service token serves. */
export function customResource(
  scope: Construct, id: string, type: string, { serviceToken }: { readonly serviceToken: string }, properties: object,
): CfnResource {
  return new CfnResource(scope, id, { type, properties: { ServiceToken: serviceToken, ServiceTimeout: SERVICE_TIMEOUT_SECONDS, ...properties } });
}

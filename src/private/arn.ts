import { ArnComponents, ArnFormat, Stack } from 'aws-cdk-lib';
import { ResourceKind } from './resource-kind';

/** The parts of the ARN of a resource, besides those of its environment. */
export function arnComponents(kind: ResourceKind, identifier: string): ArnComponents {
  return { service: 'redshift', resource: kind.arnType, resourceName: identifier, arnFormat: ArnFormat.COLON_RESOURCE_NAME };
}

/** `arn:<partition>:redshift:<Region>:<account>:<type>:<identifier>`, in the environment of a stack. */
export function formatArn(stack: Stack, kind: ResourceKind, identifier: string): string {
  return stack.formatArn(arnComponents(kind, identifier));
}

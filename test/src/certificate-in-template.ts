import { CfnResource, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';

export const CERTIFICATE_TYPE = 'Custom::RedshiftHsmClientCertificate';

/** A resource as it is written in a template. */
export interface TemplateResource {
  readonly Type: string;
  readonly Properties: Record<string, unknown>;
  readonly Metadata?: Record<string, unknown>;
  readonly DependsOn?: string | string[];
  readonly DeletionPolicy?: string;
  readonly UpdateReplacePolicy?: string;
}

/** The resources of a type in the template of a stack, by logical id. Synthesizes the app. */
export function resourcesIn(stack: Stack, type: string): Record<string, TemplateResource> {
  return Template.fromStack(stack).findResources(type) as Record<string, TemplateResource>;
}

/** The only resource of a type in the template of a stack. */
export function onlyResourceIn(stack: Stack, type: string): TemplateResource {
  const found = Object.values(resourcesIn(stack, type));
  expect(found).toHaveLength(1);
  return found[0];
}

export function certificateIn(stack: Stack): TemplateResource {
  return onlyResourceIn(stack, CERTIFICATE_TYPE);
}

/** Adds a resource to a stack that would have none: CloudFormation refuses such a stack, and so does a CDK that validates templates. */
export function addResource(stack: Stack): void {
  new CfnResource(stack, 'SomeResource', { type: 'AWS::CloudFormation::WaitConditionHandle' });
}

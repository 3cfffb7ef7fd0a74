import { CfnResource, Stack } from 'aws-cdk-lib';

/*
 * Reading what the CDK is about to write into a template. Values may be of any form: a user may have brought a template along.
 */

/** A resource as the template will have it, overrides included. */
export function templateOf(resource: CfnResource): Record<string, unknown> {
  const { Resources: resources } = resource.stack.resolve(resource._toCloudFormation()) as { Resources?: Record<string, Record<string, unknown>> };
  return Object.values(resources ?? {})[0] ?? {};
}

/** A resolved value that is neither absent nor left to the deployment. */
export function isLiteral(value: unknown): value is string | number | boolean {
  return value !== undefined && typeof value !== 'object';
}

/** A resolved value that is not written into the template, or is not there once that is deployed. */
export function isAbsent(value: unknown): boolean {
  return value === undefined || value === null || (value as { Ref?: unknown }).Ref === 'AWS::NoValue';
}

/** The references in a value, as they are written in `Fn::Sub`. What is no reference that is known, such as a short form, is left alone. */
export function references(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(references);
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, argument]) => [...referencesBy(name, argument), ...references(argument)]);
}

function referencesBy(name: string, argument: unknown): string[] {
  const strings = [argument].flat().filter((each) => typeof each === 'string');
  switch (name) {
    case 'Ref': case 'Fn::GetAtt': return [strings.join('.')];
    case 'Fn::Sub': return strings.flatMap((text) => [...text.matchAll(/\$\{([^!}][^}]*)\}/g)].map(([, reference]) => reference.trim()));
    default: return [];
  }
}

/** Whether a value refers to one of some resources of a stack, or to another resource that depends on one. */
export function dependsOn(stack: Stack, value: unknown, goals: ReadonlySet<string>): boolean {
  const resources = new Map(resourcesOf(stack).map((each) => [stack.resolve(each.logicalId) as string, each]));
  const seen = new Set<string>();
  const reaches = (name: string): boolean => {
    if (goals.has(name)) return true;
    const resource = seen.has(name) ? undefined : resources.get(name);
    seen.add(name);
    return resource !== undefined && dependencies(templateOf(resource)).some(reaches);
  };
  return dependencies(value).some(reaches);
}

function dependencies(value: unknown): string[] {
  const { DependsOn: named = [] } = value as { DependsOn?: string | string[] };
  return [...references(value).map((reference) => reference.split('.')[0]), ...[named].flat()];
}

function resourcesOf(stack: Stack): CfnResource[] {
  return stack.node.findAll().filter((each): each is CfnResource => CfnResource.isCfnResource(each) && each.stack === stack);
}

import { CfnResource, Stack } from 'aws-cdk-lib';

/*
 * Reading what the CDK is about to write into a template. Values are of any form: an app may hold templates that the CDK did not make.
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

/** The names that a part of a template refers to: logical ids, parameters and pseudo parameters. */
export function referencesIn(value: unknown): Set<string> {
  if (Array.isArray(value)) return new Set(value.flatMap((each) => [...referencesIn(each)]));
  if (typeof value !== 'object' || value === null) return new Set();
  return new Set(Object.entries(value).flatMap(([key, argument]) => {
    switch (key) {
      case 'Ref': case 'DependsOn': return [argument].flat().map(String);
      case 'Fn::GetAtt': return [String([argument].flat()[0]).split('.')[0]];
      case 'Fn::Sub': return [...substituted([argument].flat()[0]), ...referencesIn(argument)];
      default: return [...referencesIn(argument)];
    }
  }));
}

/** Whether a value refers to one of some resources of a stack, or to another resource that depends on one. */
export function dependsOn(stack: Stack, value: unknown, goals: ReadonlySet<string>): boolean {
  const resources = new Map<string, CfnResource>();
  const seen = new Set<string>();
  const reaches = (part: unknown): boolean => [...referencesIn(part)].some((name) => {
    if (goals.has(name)) return true;
    if (seen.has(name)) return false;
    seen.add(name);
    if (!resources.size) for (const each of resourcesOf(stack)) resources.set(stack.resolve(each.logicalId) as string, each);
    const resource = resources.get(name);
    return resource !== undefined && reaches(templateOf(resource));
  });
  return reaches(value);
}

function resourcesOf(stack: Stack): CfnResource[] {
  return stack.node.findAll().filter((each): each is CfnResource => CfnResource.isCfnResource(each) && each.stack === stack);
}

function substituted(text: unknown): string[] {
  return [...String(text).matchAll(/\$\{([^!}][^}]*)\}/g)].map(([, name]) => name.trim().split('.')[0]);
}

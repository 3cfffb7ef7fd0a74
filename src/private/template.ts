import { CfnResource, Stack } from 'aws-cdk-lib';

/*
 * Reading what the CDK is about to write into a template. Values may be of any form: a user may have brought a template along.
 */

/** A resource as the template will have it, overrides included. */
export function templateOf(resource: CfnResource): Record<string, unknown> {
  const { Resources: resources } = resource.stack.resolve(resource._toCloudFormation()) as { Resources?: Record<string, Record<string, unknown>> };
  return Object.values(resources ?? {})[0] ?? {};
}

/** The properties of a resource in the template. */
export function propertiesOf(resource: CfnResource): Record<string, unknown> {
  return (templateOf(resource).Properties ?? {}) as Record<string, unknown>;
}

/** A resolved value that is neither absent nor left to the deployment. */
export function isLiteral(value: unknown): value is string | number | boolean {
  return value !== undefined && typeof value !== 'object';
}

/** A resolved value that is not written into the template, or is not there once that is deployed. */
export function isAbsent(value: unknown): boolean {
  if (value === undefined || value === null) return true;
  const { 'Ref': name, 'Fn::If': choice } = value as { 'Ref'?: unknown; 'Fn::If'?: unknown };
  return name === 'AWS::NoValue' || (Array.isArray(choice) && choice.slice(1).every(isAbsent));
}

/** A resolved value that is a reference or a function, for CloudFormation to evaluate. */
export function isIntrinsic(value: unknown): value is object {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const names = Object.keys(value);
  return names.length === 1 && /^(Ref$|Fn::)/.test(names[0]);
}

/** A text in which joins are carried out and references replaced; of what else is known at deployment nothing is left. */
export function joined(value: unknown, replace: (reference: string) => string): string {
  if (typeof value !== 'object' || value === null) return String(value);
  const { 'Fn::Join': join, 'Ref': name } = value as { 'Fn::Join'?: [string, unknown[]]; 'Ref'?: string };
  if (Array.isArray(join?.[1])) return join[1].map((each) => joined(each, replace)).join(join[0]);
  return name === undefined ? '' : replace(name);
}

/** What is known at synth of a value that is known at deployment. */
export function literalParts(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return typeof value === 'string' ? [value] : [];
  return Object.entries(value).flatMap(([name, argument]: [string, unknown]) => {
    const list = Array.isArray(argument) ? argument as unknown[] : [argument];
    switch (name) {
      case 'Fn::Join': return [list[0], ...[list[1]].flat()].flatMap(literalParts);
      case 'Fn::If': return list.slice(1).flatMap(literalParts);
      case 'Fn::Select': return [list[1]].flat().flatMap(literalParts);
      case 'Fn::FindInMap': return list.slice(3).flatMap((options) => literalParts((options as { DefaultValue?: unknown } | null)?.DefaultValue));
      case 'Fn::Sub': return [
        ...literalParts(list[0]).map((text) => text.replace(/\$\{[^!}][^}]*\}/g, '')),
        ...Object.values(list[1] ?? {}).flatMap(literalParts),
      ];
      default: return [];
    }
  });
}

/**
 * An attribute of a resource in the template, such as `Condition`, which an override may have set or deleted. For the CDK to resolve the whole
 * resource for it would take too long.
 */
export function attributeOf(resource: CfnResource, name: string, value: unknown): unknown {
  const { rawOverrides = {} } = resource as unknown as { rawOverrides?: Record<string, unknown> }; // private
  return name in rawOverrides ? rawOverrides[name] : value;
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

/** Finds out whether values refer to one of some resources of a stack, or to another resource that depends on one. */
export function dependencyFinder(stack: Stack, goals: ReadonlySet<string>): (value: unknown) => boolean {
  let resources: Map<string, CfnResource> | undefined;
  const known = new Map<string, boolean>();
  const reaches = (name: string): boolean => {
    if (goals.has(name)) return true;
    if (!known.has(name)) {
      known.set(name, false); // resources may depend on each other in a circle
      resources ??= new Map(resourcesOf(stack).map((each) => [stack.resolve(each.logicalId) as string, each]));
      const resource = resources.get(name);
      known.set(name, resource !== undefined && dependencies(templateOf(resource)).some(reaches));
    }
    return known.get(name)!;
  };
  return (value) => dependencies(value).some(reaches);
}

function dependencies(value: unknown): string[] {
  const { DependsOn: named = [] } = value as { DependsOn?: string | string[] };
  return [...references(value).map((reference) => reference.split('.')[0]), ...[named].flat()];
}

/** The resources in the template of a stack. */
export function resourcesOf(stack: Stack): CfnResource[] {
  return stack.node.findAll().filter((each): each is CfnResource => CfnResource.isCfnResource(each) && each.stack === stack);
}

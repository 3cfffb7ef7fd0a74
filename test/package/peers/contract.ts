import { type Assembly, isObject, type Json } from '../consumers/assembly';

/**
 * What a template may not change from one version of the CDK to the next, or deployed certificates are replaced: the logical ids, with
 * their types, and all that is said of our custom resources. What else the CDK writes is its own affair.
 */
export function contractOf(assembly: Assembly): Assembly {
  const templates = [...assembly].filter(([name]) => name.endsWith('.template.json'));
  return new Map(templates.map(([name, template]) => [name, {
    Resources: mapValues(isObject(template) ? template.Resources : undefined, resourceContract),
    Outputs: mapValues(isObject(template) ? template.Outputs : undefined, () => true),
  }]));
}

function resourceContract(resource: Json): Json {
  if (!isObject(resource)) return resource;
  return String(resource.Type).startsWith('Custom::') ? { Type: resource.Type, Properties: resource.Properties } : { Type: resource.Type };
}

function mapValues(value: Json | undefined, map: (value: Json) => Json): Json {
  return isObject(value) ? Object.fromEntries(Object.entries(value).map(([key, each]) => [key, map(each)])) : {};
}

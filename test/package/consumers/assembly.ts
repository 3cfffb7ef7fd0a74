import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The templates and asset manifests of a cloud assembly, by file name. The rest has stack traces, which no two languages share. */
export type Assembly = ReadonlyMap<string, Json>;

export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

export function readAssembly(folder: string): Assembly {
  const names = readdirSync(folder).filter((name) => /\.(template|assets)\.json$/.test(name));
  if (!names.some((name) => name.endsWith('.template.json'))) throw new Error(`There is no template in ${folder}`);
  return new Map(names.sort().map((name) => [name, JSON.parse(readFileSync(join(folder, name), 'utf8'))]));
}

/** Where two assemblies differ: the file, the place in it and both values. */
export function differences(one: Assembly, other: Assembly): string[] {
  const names = [...new Set([...one.keys(), ...other.keys()])].sort();
  return names.flatMap((name) => within(name, one.get(name), other.get(name)));
}

function within(place: string, one: Json | undefined, other: Json | undefined): string[] {
  if (isObject(one) && isObject(other)) {
    return [...new Set([...Object.keys(one), ...Object.keys(other)])].flatMap((key) => within(`${place} ${key}`, one[key], other[key]));
  }
  const [first, second] = [one, other].map((value) => value === undefined ? 'nothing' : JSON.stringify(value));
  return first === second ? [] : [`${place}: ${short(first)} and ${short(second)}`];
}

/** What the CDK itself varies from language to language, put aside. */
export function withoutWhatTheCdkVaries(assembly: Assembly): Assembly {
  return new Map([...assembly].map(([name, content]) => [name, name.endsWith('.template.json') ? withoutAnalytics(content) : withoutTemplateHash(content)]));
}

/** The CDK reports, in `AWS::CDK::Metadata`, which constructs an app uses and by which language's runtime. */
function withoutAnalytics(template: Json): Json {
  return mapObject(template, 'Resources', (resource) => {
    const isMetadata = isObject(resource) && resource.Type === 'AWS::CDK::Metadata';
    return isMetadata ? mapObject(resource, 'Properties', (value, name) => name === 'Analytics' ? 'varies' : value) : resource;
  });
}

/** A template is an asset itself: its hash is its id, part of its object key and of the ids of its destinations, and varies with the report. */
function withoutTemplateHash(manifest: Json): Json {
  if (!isObject(manifest) || !isObject(manifest.files)) return manifest;
  const files = Object.entries(manifest.files).map(([id, file]) => {
    const isTemplate = isObject(file) && isObject(file.source) && String(file.source.path).endsWith('.template.json');
    return isTemplate ? ['varies', { ...file, destinations: destinationsWithout(id, file.destinations) }] : [id, file];
  });
  return { ...manifest, files: Object.fromEntries(files) };
}

function destinationsWithout(hash: string, destinations: Json): Json {
  if (!isObject(destinations)) return destinations;
  const named = Object.entries(destinations).map(([id, destination]): [string, Json] =>
    [id.replace(/-[0-9a-f]{8}$/, '-varies'), JSON.parse(JSON.stringify(destination).replaceAll(hash, 'varies'))]);
  return Object.fromEntries(named);
}

function mapObject(parent: Json, key: string, map: (value: Json, name: string) => Json): Json {
  const child = isObject(parent) ? parent[key] : undefined;
  if (!isObject(parent) || !isObject(child)) return parent;
  return { ...parent, [key]: Object.fromEntries(Object.entries(child).map(([name, value]) => [name, map(value, name)])) };
}

export function isObject(value: Json | undefined): value is { [key: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function short(json: string): string {
  return json.length > 200 ? `${json.slice(0, 200)}…` : json;
}

/** The lowest version that a range `^<version>` allows. Another kind of range is none that the peers should have. */
export function lowest(name: string, range: string | undefined): string {
  const version = /^\^(\d+\.\d+\.\d+)$/.exec(range ?? '')?.[1];
  if (version === undefined) throw new Error(`The peer dependency ${name} is "${range}", not ^ and a version`);
  return version;
}

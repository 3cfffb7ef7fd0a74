/** The part of `.jsii` that says what is public. */
export interface Api {
  readonly types?: Readonly<Record<string, Type>>;
}

interface Documented {
  readonly name?: string;
  readonly docs?: { readonly summary?: string };
}

interface Callable extends Documented {
  readonly parameters?: readonly Documented[];
}

interface Type extends Documented {
  readonly initializer?: Callable;
  readonly methods?: readonly Callable[];
  readonly properties?: readonly Documented[];
  readonly members?: readonly Documented[];
}

/** The public types, members and parameters that have no words. */
export function undocumented({ types = {} }: Api): string[] {
  return Object.entries(types).flatMap(([name, type]) => [
    ...lacking(name, type),
    ...(type.initializer ? callable(`the constructor of ${name}`, type.initializer) : []),
    ...(type.methods ?? []).flatMap((method) => callable(`${name}.${method.name}`, method)),
    ...[...type.properties ?? [], ...type.members ?? []].flatMap((member) => lacking(`${name}.${member.name}`, member)),
  ]);
}

function callable(name: string, { parameters = [], ...rest }: Callable): string[] {
  return [...lacking(name, rest), ...parameters.flatMap((parameter) => lacking(`the parameter ${parameter.name} of ${name}`, parameter))];
}

function lacking(name: string, { docs }: Documented): string[] {
  return docs?.summary?.trim() ? [] : [`There is no documentation of ${name}`];
}

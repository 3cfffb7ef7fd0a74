/* Which licences the packages may have that are bundled with the handler, and so are passed on under Apache-2.0. */

/** A bill of materials, https://cyclonedx.org/docs/1.6/json/, as far as it is of interest. */
export interface BillOfMaterials {
  readonly components?: readonly Component[];
}

interface Component {
  readonly group?: string;
  readonly name: string;
  readonly version?: string;
  readonly licenses?: ReadonlyArray<{ readonly license?: { readonly id?: string; readonly name?: string }; readonly expression?: string }>;
}

/** SPDX identifiers, https://spdx.org/licenses: permissive, without conditions on what they are combined with. */
const ALLOWED = ['0BSD', 'Apache-2.0', 'BSD-2-Clause', 'BSD-3-Clause', 'ISC', 'MIT'];

/** What is not allowed in a bill, in words. A choice of licences has to be looked at by somebody, and is none of the allowed. */
export function licenceProblems({ components = [] }: BillOfMaterials): string[] {
  if (!components.length) return ['The bill of materials names no package'];
  return components.flatMap(({ group, name, version, licenses = [] }) => {
    const licences = licenses.map(({ license, expression }) => license?.id ?? license?.name ?? expression);
    if (licences.length && licences.every((licence) => ALLOWED.includes(licence!))) return [];
    const of = `${group ? `${group}/` : ''}${name}@${version}`;
    return [`The licence of ${of} is ${licences.join(' and ') || 'not known'}: what is bundled must have one of ${ALLOWED.join(', ')}`];
  });
}

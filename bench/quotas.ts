type Properties = Readonly<Record<string, unknown>>;

/** As much of a template as is counted. */
export interface CountedTemplate {
  readonly Resources?: Readonly<Record<string, { readonly Type: string; readonly Properties?: Properties }>>;
  readonly Outputs?: object;
}

/**
 * The first quota that a template exceeds, if it does.
 *
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
 */
export function exceededQuota(template: CountedTemplate, templateBytes: number): string | undefined {
  const resources = Object.values(template.Resources ?? {});
  const ofType = (type: string): Properties[] => resources.filter(({ Type }) => Type === type).map(({ Properties = {} }) => Properties);
  const inline = [...ofType('AWS::IAM::Role').flatMap(({ Policies }) => (Policies ?? []) as Properties[]), ...ofType('AWS::IAM::Policy')];
  const managed = ofType('AWS::IAM::ManagedPolicy');
  const quotas: [name: string, value: number, most: number][] = [
    ['resources', resources.length, 500],
    ['outputs', Object.keys(template.Outputs ?? {}).length, 200],
    ['bytes of template', templateBytes, 1_048_576],
    ['characters of the role\'s own policies', sum(inline.map(characters)), 10_240], // each of these stacks has one role with policies that grow
    ['characters of a managed policy', Math.max(0, ...managed.map(characters)), 6_144],
    ['managed policies of the role', managed.length, 10],
  ];
  const found = quotas.find(([, value, most]) => value > most);
  return found && `${found[2].toLocaleString('en')} ${found[0]}`;
}

/** As IAM counts, without white space, in us-east-1. */
function characters({ PolicyDocument: document }: Properties): number {
  return JSON.stringify(deployed(document)).length;
}

/** What a part of a policy is once it is deployed. */
function deployed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(deployed);
  if (typeof value !== 'object' || value === null) return value;
  const [[name, argument]] = [...Object.entries(value), ['', undefined]];
  if (name === 'Ref') return PSEUDO_PARAMETERS[argument as string] ?? `the-${argument}`;
  if (name === 'Fn::Join') return (deployed((argument as unknown[])[1]) as string[]).join((argument as string[])[0]);
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, deployed(item)]));
}

const PSEUDO_PARAMETERS: Record<string, string> = {
  'AWS::Partition': 'aws',
  'AWS::Region': 'us-east-1',
  'AWS::AccountId': '123456789012',
  'AWS::StackName': 'Bench-Nested-1A2B3C4D',
};

function sum(numbers: number[]): number {
  return numbers.reduce((total, each) => total + each, 0);
}

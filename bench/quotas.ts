import { deployedValue } from '../test/src/private/deployed-value';

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

/** As IAM counts, without white space; in us-east-1. */
function characters({ PolicyDocument: document }: Properties): number {
  return JSON.stringify(deployedValue(document)).replaceAll('aws-iso-b', 'aws').replaceAll('us-isob-east-1', 'us-east-1').length;
}

function sum(numbers: number[]): number {
  return numbers.reduce((total, each) => total + each, 0);
}

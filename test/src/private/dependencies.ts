import { Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';

/** The logical ids of all that a resource depends on, directly or not, as CloudFormation sees it: by `DependsOn` and by reference. */
export function dependenciesOf(stack: Stack, logicalId: string): string[] {
  const { Resources: resources } = Template.fromStack(stack).toJSON() as { Resources: Record<string, object> };
  const found = new Set<string>();
  const visit = (id: string): void => {
    for (const name of namesIn(resources[id])) {
      if (!(name in resources) || found.has(name)) continue;
      found.add(name);
      visit(name);
    }
  };
  visit(logicalId);
  return [...found].sort();
}

/** The names that a part of a template mentions in `DependsOn` or in a reference. */
function namesIn(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(namesIn);
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, argument]) => {
    switch (key) {
      case 'DependsOn': case 'Ref': return argument as string | string[];
      case 'Fn::GetAtt': return (argument as string[])[0];
      default: return namesIn(argument);
    }
  });
}

/** What a value of the template of the stack `Demo` is once it is deployed. The Region, with its partition, is one whose ARNs are the longest. */
export function deployedValue(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(deployedValue);
  if (typeof value !== 'object' || value === null) return value;
  const [[name, argument]] = [...Object.entries(value), ['', undefined]];
  switch (name) {
    case 'Ref': return PSEUDO_PARAMETERS[argument as string] ?? `the-${argument}`;
    case 'Fn::GetAtt': return `arn-of-${(argument as string[])[0]}`;
    case 'Fn::Join': return (deployedValue((argument as unknown[])[1]) as string[]).join((argument as string[])[0]);
    default: return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, deployedValue(item)]));
  }
}

const PSEUDO_PARAMETERS: Record<string, string> = {
  'AWS::Partition': 'aws-iso-f',
  'AWS::Region': 'us-isof-south-1',
  'AWS::AccountId': '123456789012',
  'AWS::StackName': 'Demo-Nested-1A2B3C4D',
  'AWS::NoValue': '',
};

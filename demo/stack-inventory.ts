/** The names of what an emulator has of a stack: the stack itself, and its functions, roles and log groups. */
export async function stackInventory(stack: string, emulatorUrl: string, signal: AbortSignal): Promise<string[]> {
  const lists = await Promise.all(QUERIES.map(async ({ service, path = '/', name, ...init }) => {
    // The emulator takes the service from the signature, which it does not check.
    const authorization = `AWS4-HMAC-SHA256 Credential=test/20260101/us-east-1/${service}/aws4_request, SignedHeaders=host, Signature=0`;
    const response = await fetch(emulatorUrl + path, { ...init, headers: { ...init.headers, authorization }, signal });
    const text = await response.text();
    if (!response.ok) throw new Error(`The emulator refused to list what ${service} has: ${text}`);
    return [...text.matchAll(name)].map(([, found]) => found);
  }));
  return lists.flat().filter((name) => name.includes(stack));
}

interface Query extends RequestInit {
  readonly service: string;
  readonly path?: string;
  readonly headers?: Record<string, string>;

  /** Finds the names in the response. */
  readonly name: RegExp;
}

const QUERIES: Query[] = [
  { service: 'cloudformation', ...form('DescribeStacks', '2010-05-15'), name: /<StackName>([^<]+)/g },
  { service: 'lambda', path: '/2015-03-31/functions/', name: /"FunctionName": ?"([^"]+)/g },
  { service: 'iam', ...form('ListRoles', '2010-05-08'), name: /<RoleName>([^<]+)/g },
  {
    service: 'logs',
    method: 'POST',
    headers: { 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': 'Logs_20140328.DescribeLogGroups' },
    body: '{}',
    name: /"logGroupName": ?"([^"]+)/g,
  },
];

function form(action: string, version: string): { method: string; headers: Record<string, string>; body: string } {
  return {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({ Action: action, Version: version }).toString(),
  };
}

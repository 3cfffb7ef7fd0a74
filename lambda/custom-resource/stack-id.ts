/** What the id of a stack says of it. */
export interface StackIdentity {
  readonly partition: string;
  readonly region: string;
  readonly account: string;
  readonly name: string;
  /** Another one in each life of the stack. */
  readonly uuid: string;
}

/** Reads `arn:<partition>:cloudformation:<region>:<account>:stack/<name>/<uuid>`. */
export function parseStackId(stackId: string): StackIdentity {
  const match = /^arn:([^:]+):cloudformation:([^:]+):([^:]+):stack\/([^/]+)\/([^/]+)$/.exec(stackId);
  if (!match) throw new Error(`StackId of the request is ${JSON.stringify(stackId)}, not the ARN of a CloudFormation stack`);
  const [, partition, region, account, name, uuid] = match;
  return { partition, region, account, name, uuid };
}

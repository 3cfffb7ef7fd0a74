/** Where a resource is. */
export interface Environment {
  readonly partition: string;
  readonly region: string;
  readonly account: string;
}

export function redshiftArn({ partition, region, account }: Environment, type: string, identifier: string): string {
  return `arn:${partition}:redshift:${region}:${account}:${type}:${identifier}`;
}

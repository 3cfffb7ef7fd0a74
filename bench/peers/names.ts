/** How figures are headed. */
export const OURS = 'cdk-redshift-hsm';

/** What a user would pick instead. */
export const PEERS = ['AwsCustomResource', 'cr.Provider', 'CustomResourceProvider'] as const;

export const ALL = [OURS, ...PEERS] as const;

export type Name = typeof ALL[number];

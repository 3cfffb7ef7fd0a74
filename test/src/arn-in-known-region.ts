import { App, FeatureFlags } from 'aws-cdk-lib';

/** An ARN of a Region of the partition `aws` that is known at synth: with the flags of `cdk init` its partition is known as well. */
export function arnInKnownRegion(afterPartition: string): unknown {
  return FeatureFlags.of(new App()).isEnabled('@aws-cdk/core:enablePartitionLiterals')
    ? `arn:aws:${afterPartition}`
    : { 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, `:${afterPartition}`]] };
}

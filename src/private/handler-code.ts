import * as path from 'node:path';
import { AssetStaging, Stack } from 'aws-cdk-lib';
import { Code, CodeConfig } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';

const BUNDLE = path.join(__dirname, '..', '..', 'assets', 'lambda', 'index');

/**
 * The bundle of the handler, as an asset. `Code.fromAsset` puts the same into the template, but defines a bucket besides, for which the
 * CDK loads all that it knows of buckets and Regions: half of what this library added to the time of a synth.
 */
export class HandlerCode extends Code {
  public readonly isInline = false;

  public bind(scope: Construct): CodeConfig {
    const stack = Stack.of(scope);
    const bundle = new AssetStaging(scope, 'Code', { sourcePath: BUNDLE });
    const { bucketName, objectKey } = stack.synthesizer.addFileAsset({
      fileName: bundle.relativeStagedPath(stack), packaging: bundle.packaging, sourceHash: bundle.assetHash,
    });
    return { s3Location: { bucketName, objectKey } };
  }
}

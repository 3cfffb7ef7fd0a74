import * as fs from 'node:fs';
import * as path from 'node:path';
import { AssetStaging, CfnResource, Names, Stack } from 'aws-cdk-lib';
import { Code, CodeConfig, ResourceBindOptions } from 'aws-cdk-lib/aws-lambda';
import * as cxapi from 'aws-cdk-lib/cx-api';
import { Construct } from 'constructs';

const BUNDLE = path.join(__dirname, '..', '..', 'assets', 'lambda', 'index');

/**
 * The bundle of the handler, as an asset. `Code.fromAsset` puts the same into the template, but defines a bucket besides, for which the
 * CDK loads all that it knows of buckets and Regions: half of what this library added to the time of a synth.
 *
 * The CDK copies and packs files with their modes. Lambda runs the code as somebody else, so what an installation has for its user or
 * group alone, as under `umask 027`, would not be found by it: https://github.com/aws/aws-cdk/issues/8233
 */
export class HandlerCode extends Code {
  public readonly isInline = false;
  private stagedPath?: string;

  constructor(private readonly bundle = BUNDLE) {
    super();
  }

  public bind(scope: Construct): CodeConfig {
    const stack = Stack.of(scope);
    const staging = new AssetStaging(stagingScope(scope, this.bundle), 'Code', { sourcePath: this.bundle });
    for (const { name, mode } of unreadable(staging.absoluteStagedPath)) fs.chmodSync(name, mode);
    this.stagedPath = staging.relativeStagedPath(stack);
    const { bucketName, objectKey } = stack.synthesizer.addFileAsset({
      fileName: this.stagedPath,
      packaging: staging.packaging,
      sourceHash: staging.assetHash,
      deployTime: true,
      displayName: `${Names.stackRelativeConstructPath(scope)}/Code`,
    });
    return { s3Location: { bucketName, objectKey } };
  }

  /** By this, SAM finds the code. */
  public bindToResource(resource: CfnResource, { resourceProperty = 'Code' }: ResourceBindOptions = {}): void {
    if (!resource.node.tryGetContext(cxapi.ASSET_RESOURCE_METADATA_ENABLED_CONTEXT)) return;
    resource.addMetadata(cxapi.ASSET_RESOURCE_METADATA_PATH_KEY, this.stagedPath);
    resource.addMetadata(cxapi.ASSET_RESOURCE_METADATA_IS_BUNDLED_KEY, false);
    resource.addMetadata(cxapi.ASSET_RESOURCE_METADATA_PROPERTY_KEY, resourceProperty);
  }
}

/** Where the app has disabled staging, the bundle is used where it is installed. If it is not readable there, it is copied all the same. */
function stagingScope(scope: Construct, bundle: string): Construct {
  if (!unreadable(bundle).length) return scope;
  const staged = new Construct(scope, 'Staged');
  staged.node.setContext(cxapi.DISABLE_ASSET_STAGING_CONTEXT, false);
  return staged;
}

/** What not everybody can read of a file or folder, with the modes that it should have. Windows has none. */
function unreadable(name: string): { name: string; mode: number }[] {
  if (process.platform === 'win32') return [];
  const stat = fs.statSync(name);
  const mode = stat.isDirectory() ? 0o755 : 0o644;
  const inside = stat.isDirectory() ? fs.readdirSync(name).flatMap((each) => unreadable(path.join(name, each))) : [];
  const isReadable = (stat.mode & mode) === mode; // eslint-disable-line no-bitwise -- that is how modes are
  return isReadable ? inside : [{ name, mode }, ...inside];
}

import { createHash } from 'node:crypto';
import { CfnResource, Lazy } from 'aws-cdk-lib';

// https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html
const MAX_LENGTH = 255;
const HASH_LENGTH = 8;

/** A logical id that is another one if some values are, so that a change of them makes another resource. They are asked for when the app is complete. */
export function logicalIdWithHash(resource: CfnResource, values: () => unknown): string {
  const allocated = resource.stack.resolve(resource.stack.getLogicalId(resource)) as string;
  return Lazy.uncachedString({
    produce: () => {
      const hash = createHash('sha256').update(JSON.stringify(values())).digest('hex').slice(0, HASH_LENGTH).toUpperCase();
      return `${allocated.slice(0, MAX_LENGTH - HASH_LENGTH)}${hash}`;
    },
  });
}

import { Token } from 'aws-cdk-lib';
import type { ISecret } from 'aws-cdk-lib/aws-secretsmanager';
import type { SecretProperty } from './private/contract';

// https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_GetSecretValue.html
const MIN_VERSION_ID_LENGTH = 32;
const MAX_VERSION_ID_LENGTH = 64;

/**
 * The password of a partition of an HSM, in a secret of AWS Secrets Manager.
 *
 * The function reads it when it creates a configuration, and at no other time. Neither the password nor anything that is made from it gets
 * into the template, the events of the stack, the log, a tag or a name: only the ARN of the secret does.
 */
export class HsmPartitionPassword {
  /**
   * The password is the current version of a secret, or a field of it.
   *
   * A new value in the secret changes nothing by itself: CloudFormation does not notice it. Use `fromSecretsManagerVersion` to replace a
   * configuration when the password changes.
   *
   * @param secret a secret that is a string, neither empty nor with white space at an end
   * @param field the name of a string in the secret, if the secret is a JSON object; not empty
   */
  public static fromSecretsManager(secret: ISecret, field?: string): HsmPartitionPassword {
    return new HsmPartitionPassword(secret, field);
  }

  /**
   * The password is a version of a secret, or a field of it. Another version replaces the configuration.
   *
   * @param secret a secret that is a string, neither empty nor with white space at an end
   * @param versionId the id of the version, of 32 to 64 characters; not a stage such as `AWSCURRENT`
   * @param field the name of a string in the secret, if the secret is a JSON object; not empty
   */
  public static fromSecretsManagerVersion(secret: ISecret, versionId: string, field?: string): HsmPartitionPassword {
    const { length } = versionId;
    if (!Token.isUnresolved(versionId) && (length < MIN_VERSION_ID_LENGTH || length > MAX_VERSION_ID_LENGTH)) {
      throw new Error(`versionId ${JSON.stringify(versionId)} of the secret ${secret.node.path} is no id of a version: ${MIN_VERSION_ID_LENGTH} to `
        + `${MAX_VERSION_ID_LENGTH} characters are expected, and no stage such as AWSCURRENT`);
    }
    return new HsmPartitionPassword(secret, field, versionId);
  }

  /** @internal */
  public readonly _secret: ISecret;

  /** @internal */
  public readonly _property: SecretProperty;

  private constructor(secret: ISecret, field?: string, versionId?: string) {
    if (field === '') throw new Error(`the field of the secret ${secret.node.path} is empty: give the name of a field, or none if the whole secret is the password`);
    this._secret = secret;
    this._property = { SecretArn: secret.secretFullArn ?? secret.secretArn, Field: field, VersionId: versionId };
  }
}

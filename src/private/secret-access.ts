import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { ISecret } from 'aws-cdk-lib/aws-secretsmanager';

/**
 * Statements that allow to read a secret, and no more. Not by `secret.grantRead`: that allows DescribeSecret too, changes the policy of the key,
 * which makes a circle of dependencies if that is in another stack, and gives no right to a key if secret and key are imported
 * (https://github.com/aws/aws-cdk/issues/10160).
 */
export function secretAccess(secret: ISecret): PolicyStatement[] {
  const { secretArn, secretFullArn, encryptionKey, env: { region } } = secret;
  const read = new PolicyStatement({
    actions: ['secretsmanager:GetSecretValue'],
    resources: [secretFullArn ?? `${secretArn}-??????`], // Secrets Manager appends six characters to the name
  });
  if (!encryptionKey) return [read];
  return [read, new PolicyStatement({
    actions: ['kms:Decrypt'],
    resources: [encryptionKey.keyArn],
    conditions: { StringEquals: { 'kms:ViaService': `secretsmanager.${region}.amazonaws.com` } },
  })];
}

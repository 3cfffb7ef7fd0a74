import { ArnFormat, Stack } from 'aws-cdk-lib';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { acknowledgeFindings } from './nag-suppressions';
import { isReported } from './reported-role';

/** What Lambda does in the name of a function in a VPC. In the policy on which the function depends: Lambda looks at it when the function is created. */
export function allowNetworkInterfaces(role: Role): void {
  role.addToPrincipalPolicy(new PolicyStatement({
    actions: [ // https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html
      'ec2:CreateNetworkInterface', 'ec2:DescribeNetworkInterfaces', 'ec2:DescribeSubnets', 'ec2:DeleteNetworkInterface',
      'ec2:AssignPrivateIpAddresses', 'ec2:UnassignPrivateIpAddresses',
    ],
    resources: ['*'],
  }));
  if (isReported(role)) return;
  acknowledgeFindings(role.node.findChild('DefaultPolicy'), [
    { finding: 'Resource::*', reason: 'Lambda creates and deletes the network interfaces of a function in a VPC; their ids are not known beforehand.' },
  ]);
}

/** Allows CloudWatch Logs to use a key for the log groups of the account. Without effect on an imported key. */
export function allowLogsToUse(key: IKey, stack: Stack): void {
  const logGroups = stack.formatArn({ service: 'logs', resource: 'log-group', resourceName: '*', arnFormat: ArnFormat.COLON_RESOURCE_NAME });
  key.addToResourcePolicy(new PolicyStatement({
    principals: [new ServicePrincipal(`logs.${stack.region}.amazonaws.com`)],
    actions: ['kms:Encrypt', 'kms:Decrypt', 'kms:ReEncryptFrom', 'kms:ReEncryptTo', 'kms:GenerateDataKey', 'kms:GenerateDataKeyWithoutPlaintext', 'kms:DescribeKey'],
    resources: ['*'],
    conditions: { ArnLike: { 'kms:EncryptionContext:aws:logs:arn': logGroups } },
  }));
}

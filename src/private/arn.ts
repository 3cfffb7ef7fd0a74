import { ArnComponents, ArnFormat, Stack } from 'aws-cdk-lib';

/** The parts of the ARN of a certificate, besides those of its environment. */
export function arnComponents(identifier: string): ArnComponents {
  return { service: 'redshift', resource: 'hsmclientcertificate', resourceName: identifier, arnFormat: ArnFormat.COLON_RESOURCE_NAME };
}

/** `arn:<partition>:redshift:<Region>:<account>:hsmclientcertificate:<identifier>`, in the environment of a stack. */
export function formatHsmClientCertificateArn(stack: Stack, identifier: string): string {
  return stack.formatArn(arnComponents(identifier));
}

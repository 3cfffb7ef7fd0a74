import { CfnOutput, CfnResource } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { attributeOf } from './template';

/** The output with the public key of a certificate, under the condition of the certificate if the user gives it none: without it there is no public key. */
export class PublicKeyOutput extends CfnOutput {
  public constructor(scope: Construct, id: string, private readonly certificate: CfnResource, publicKey: string) {
    super(scope, id, { description: 'Public key (PEM) of the HSM client certificate, to be registered on the HSM', value: publicKey });
  }

  /** Only now is it known: the condition may have been set by an Aspect or an override. */
  public _toCloudFormation(): object {
    const template = super._toCloudFormation() as { Outputs: Record<string, { Condition?: unknown }> };
    const [output] = Object.values(template.Outputs);
    output.Condition ??= attributeOf(this.certificate, 'Condition', this.certificate.cfnOptions.condition?.logicalId);
    return template;
  }
}

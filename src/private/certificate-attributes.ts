import { CfnResource, IResolveContext, Lazy, Resource, Stack } from 'aws-cdk-lib';
import { arnComponents } from './arn';
import { HsmClientCertificateData, HsmRegistrationData } from './contract';
import { HSM_CLIENT_CERTIFICATE } from './hsm-client-certificate-kind';

/**
 * The attributes of a certificate in a template. They are made when they are asked for: most never are, and each takes the CDK some time.
 */
export class CertificateAttributes {
  private knownIdentifier?: string;
  private knownArn?: string;

  /** With a registration, what uses identifier or ARN in the same stack waits for the comparison. */
  public constructor(private readonly construct: Resource, private readonly certificate: CfnResource, private readonly registration?: CfnResource) {}

  public identifier(): string {
    // eslint-disable-next-line dot-notation -- it is protected
    return this.knownIdentifier ??= this.registered('Identifier', this.construct['getResourceNameAttribute'](this.certificate.ref));
  }

  public arn(): string {
    const components = arnComponents(HSM_CLIENT_CERTIFICATE, this.construct['physicalName']); // eslint-disable-line dot-notation
    // eslint-disable-next-line dot-notation -- it is protected
    return this.knownArn ??= this.registered('Arn', this.construct['getResourceArnAttribute'](this.of('Arn'), components));
  }

  public of(name: keyof HsmClientCertificateData): string {
    return this.certificate.getAtt(name).toString();
  }

  /** In another stack it is the certificate's own: the name of an export must not change with each statement, since an export in use cannot be deleted. */
  private registered(name: keyof HsmRegistrationData, own: string): string {
    const { construct, registration } = this;
    if (!registration) return own;
    const produce = ({ scope }: IResolveContext) => (Stack.of(scope) === construct.stack ? registration.getAtt(name).toString() : own);
    return Lazy.uncachedString({ produce }, { displayHint: `${construct.node.id}${name}` });
  }
}

import { CfnResource, Lazy, Resource, Token } from 'aws-cdk-lib';
import { Construct, IConstruct } from 'constructs';
import { HSM_REGISTRATION_TYPE, HsmClientCertificateData, HsmRegistrationProperties } from './contract';
import { customResource } from './custom-resource';
import { refuseOtherType } from './given-values';
import { logicalIdWithHash } from './logical-id';
import { StackProvider } from './provider';
import { registeredFingerprintProblem } from './registered-fingerprint';
import { attributeOf, propertiesOf } from './template';

/** Marks certificates of an app of which nothing says that they are registered, for whatever copy of the library asks. */
const UNREGISTERED = Symbol.for('cdk-redshift-hsm.unregistered');

export function markUnregistered(certificate: IConstruct): void {
  Object.defineProperty(certificate, UNREGISTERED, { value: true });
}

export function isUnregistered(certificate: IConstruct): boolean {
  return UNREGISTERED in certificate;
}

/** Throws if what the user states cannot be a fingerprint, as far as that is known now. */
export function refuseRegisteredFingerprint(construct: Construct, fingerprint: string): void {
  const { path } = construct.node;
  refuseOtherType(path, 'registeredFingerprint', fingerprint, 'string');
  const problem = Token.isUnresolved(fingerprint) ? undefined : registeredFingerprintProblem(fingerprint);
  if (problem) throw new Error(`registeredFingerprint ${JSON.stringify(fingerprint)} of ${path} ${problem}`);
}

/**
 * The custom resource that compares a stated fingerprint with that of a certificate. Another statement, or a certificate of another name, has
 * another logical id: it is compared by a Create, which may fail, and a rollback only deletes it.
 */
export function defineRegistration(construct: Resource, certificate: CfnResource, fingerprint: string): CfnResource {
  const { stack } = construct;
  const provider = StackProvider.of(construct);
  const attribute = (name: keyof HsmClientCertificateData) => certificate.getAtt(name);
  const properties: Record<keyof HsmRegistrationProperties, unknown> = {
    RegisteredFingerprint: fingerprint,
    Identifier: certificate.ref,
    FingerprintMd5: attribute('FingerprintMd5'),
    FingerprintSha256: attribute('FingerprintSha256'),
  };
  const registration = customResource(construct, 'Registration', HSM_REGISTRATION_TYPE, provider, properties);
  registration.overrideLogicalId(logicalIdWithHash(registration, () => {
    const { Identifier, IdentifierPrefix } = propertiesOf(certificate);
    return [stack.resolve(fingerprint), Identifier, IdentifierPrefix];
  }));
  // An escape hatch may set a condition on the certificate.
  registration.addOverride('Condition', Lazy.uncachedAny({
    produce: () => attributeOf(certificate, 'Condition', certificate.cfnOptions.condition?.logicalId),
  }));
  provider.serveWithoutPermissions(registration);
  return registration;
}

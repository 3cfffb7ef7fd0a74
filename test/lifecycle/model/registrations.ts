import { createHash } from 'node:crypto';
import type { Operation, Reply } from './cloudformation';
import type { Purpose, Registration, RequestType, Resource, Stack, State } from './state';
import type { HsmRegistrationProperties } from '../../../src/private/contract';

/*
 * What a stack has besides the certificate where a template states `registeredFingerprint`: the custom resource that compares the statement
 * with the certificate, and a cluster that depends on it. Another statement, or one about another name, is another resource.
 */

/** Sends a request; the public key is that of the certificate, at this time. */
export type AskForRegistration = (
  operation: Operation, purpose: Purpose, type: RequestType, registration: Registration, publicKey: string,
) => Promise<Reply>;

export class Registrations {
  constructor(private readonly state: State, private readonly ask: AskForRegistration) {}

  /** The part of a deployment that comes after the certificate. */
  async deploy(operation: Operation, stated: string | undefined): Promise<boolean> {
    const { stack } = operation;
    const [certificate] = stack.resources;
    if (stated === undefined || !certificate) return true;
    const isConfirmed = await this.confirm(operation, stated, certificate);
    if (isConfirmed) this.useInCluster(stack, certificate.physicalId);
    return isConfirmed;
  }

  /** The part of a rollback that comes after the certificate: the cluster uses it again, if there was one before. */
  async rollBack(operation: Operation): Promise<boolean> {
    const { stack } = operation;
    const [certificate] = stack.resources;
    for (const registration of stack.registrations.filter(({ before }) => before !== 'absent')) {
      if (registration.before === undefined && registration.publicKey === certificate.publicKey) continue;
      registration.before ??= { publicKey: registration.publicKey };
      const { outcome } = await this.ask(operation, 'rollback', 'Update', registration, certificate.publicKey!);
      if (outcome !== 'SUCCESS') return false;
      Object.assign(registration, { publicKey: certificate.publicKey, before: undefined });
    }
    if (stack.registrations.some(({ before }) => before !== 'absent')) this.useInCluster(stack, certificate.physicalId);
    return true;
  }

  /** Deletes those that are not in the template any more, after the cluster if that is not either; they hold nothing. */
  async keepOnly(operation: Operation, purpose: Purpose, isKept: (registration: Registration) => boolean): Promise<boolean> {
    const { stack } = operation;
    if (!stack.registrations.some(isKept)) this.state.redshift.removeCluster(clusterOf(stack));
    for (const registration of stack.registrations.filter((one) => !isKept(one))) {
      const { outcome } = await this.ask(operation, purpose, 'Delete', registration, registration.publicKey);
      if (outcome === 'SUCCESS') stack.registrations = stack.registrations.filter((one) => one !== registration);
    }
    return stack.registrations.every(isKept);
  }

  private async confirm(operation: Operation, stated: string, { properties: { Identifier: identifier }, publicKey }: Resource): Promise<boolean> {
    const { stack } = operation;
    const existing = stack.registrations.find((one) => one.stated === stated && one.identifier === identifier);
    if (existing?.publicKey === publicKey) return true;
    if (existing) {
      existing.before ??= { publicKey: existing.publicKey };
      const reply = await this.ask(operation, 'deployment', 'Update', existing, publicKey!);
      existing.publicKey = publicKey!;
      return reply.outcome === 'SUCCESS';
    }
    const created: Registration = { stated, identifier, publicKey: publicKey!, before: 'absent' };
    stack.registrations.push(created);
    const reply = await this.ask(operation, 'deployment', 'Create', created, publicKey!);
    return reply.outcome === 'SUCCESS';
  }

  private useInCluster(stack: Stack, hsmClientCertificateIdentifier: string): void {
    this.state.redshift.removeCluster(clusterOf(stack));
    this.state.redshift.addCluster({ identifier: clusterOf(stack), hsmClientCertificateIdentifier });
  }
}

export function physicalIdOf({ identifier }: Pick<Registration, 'identifier'>): string {
  return `${identifier}/registered`;
}

/** What the handler gets to see. */
export function registrationProperties(identifier: string, stated: string, publicKey: string): HsmRegistrationProperties {
  return {
    RegisteredFingerprint: fingerprintOf(stated),
    Identifier: identifier,
    FingerprintMd5: 'unknown',
    FingerprintSha256: fingerprintOf(publicKey),
  };
}

function fingerprintOf(publicKey: string): string {
  return createHash('sha256').update(publicKey).digest('hex');
}

function clusterOf({ uuid }: Stack): string {
  return `warehouse-of-${uuid}`;
}

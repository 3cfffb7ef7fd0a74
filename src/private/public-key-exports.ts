import { CfnOutput, CfnResource, NestedStack, Stack } from 'aws-cdk-lib';
import { HsmClientCertificateData } from './contract';

const PUBLIC_KEY: keyof HsmClientCertificateData = 'PublicKey';

/**
 * What is wrong with exports of the public keys of certificates, all of one stack. A PEM is longer than an export may be, so one
 * that another stack refers to would fail at deployment. To be called when cross-stack references have become exports.
 */
export function publicKeyExportProblems(certificates: readonly CfnResource[]): string[] {
  if (!certificates.length) return [];
  const outermost = Stack.of(certificates[0]).node.scopes.find(Stack.isStack)!;
  const outputs = outermost.node.findAll().filter((each): each is CfnOutput => each instanceof CfnOutput);
  const exports = outputs.filter((output) => output.exportName !== undefined);
  if (!exports.length) return [];
  const publicKeys = new PublicKeys(certificates, outputs);
  return exports.flatMap((output) => publicKeys.carriedBy(output).map((certificate) => problem(certificate, output)));
}

function problem(certificate: CfnResource, output: CfnOutput): string {
  return `the public key of ${certificate.node.scope?.node.path} is exported by ${output.node.path}, which would fail at deployment: a PEM is longer than the `
    + '1,024 characters that CloudFormation allows for an export. Hand it on by an SSM parameter instead: in the stack of the certificate '
    + 'new ssm.StringParameter(this, \'Pem\', { parameterName: \'/my/pem\', stringValue: certificate.hsmClientCertificatePublicKey }), and in the other stack '
    + 'ssm.StringParameter.valueForStringParameter(this, \'/my/pem\')';
}

/** Knows what stands for the public keys in the template of each stack: the attribute itself, a parameter or an output of a nested stack. */
class PublicKeys {
  private readonly byStack = new Map<Stack, Map<string, CfnResource>>();

  constructor(private readonly certificates: readonly CfnResource[], private readonly outputs: readonly CfnOutput[]) {}

  /** The certificates whose whole public key is in the value of an output. */
  public carriedBy(output: CfnOutput): CfnResource[] {
    const stack = Stack.of(output);
    const known = this.referencesIn(stack);
    return [...new Set(references(stack.resolve(output.value)))].flatMap((reference) => known.get(reference) ?? []);
  }

  private referencesIn(stack: Stack): Map<string, CfnResource> {
    let known = this.byStack.get(stack);
    if (!known) {
      known = new Map([...this.ownReferences(stack), ...this.outputsOfNestedStacks(stack)]);
      this.byStack.set(stack, known);
    }
    return known;
  }

  private ownReferences(stack: Stack): [string, CfnResource][] {
    const resolved = this.certificates.map((certificate) => ({ certificate, reference: stack.resolve(certificate.getAtt(PUBLIC_KEY)) }));
    // In another stack than that of the certificate, only what has become a parameter is a reference to it.
    return resolved.filter(({ certificate, reference }) => stack === Stack.of(certificate) || 'Ref' in reference)
      .map(({ certificate, reference }) => [referenceKey(reference), certificate]);
  }

  private outputsOfNestedStacks(stack: Stack): [string, CfnResource][] {
    return this.outputs.filter((output) => Stack.of(output).nestedStackParent === stack).flatMap((output) => {
      const { nestedStackResource } = Stack.of(output) as NestedStack;
      const reference = stack.resolve(nestedStackResource!.getAtt(`Outputs.${stack.resolve(output.logicalId)}`));
      return this.carriedBy(output).map((certificate): [string, CfnResource] => [referenceKey(reference), certificate]);
    });
  }
}

interface Reference {
  readonly 'Ref'?: string;
  readonly 'Fn::GetAtt'?: string[];
}

/** A reference as it is written in `Fn::Sub`. */
function referenceKey({ 'Ref': name, 'Fn::GetAtt': attribute = [] }: Reference): string {
  return name ?? attribute.join('.');
}

/** What a template value is made of as a whole; `Fn::Select` takes only a part of what is split, `Fn::Join` may take all of it. */
function references(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(references);
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, argument]) => {
    switch (name) {
      case 'Ref': case 'Fn::GetAtt': return [referenceKey(value)];
      case 'Fn::Select': return [];
      case 'Fn::Sub': return [...[...String([argument].flat()[0]).matchAll(/\$\{([^!}][^}]*)\}/g)].map(([, reference]) => reference), ...references(argument)];
      default: return references(argument);
    }
  });
}

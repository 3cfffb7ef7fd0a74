import { CfnElement, CfnOutput, CfnResource, NestedStack, Stack } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';
import { HsmClientCertificateData } from './contract';
import { propertiesOf, references } from './template';

const PUBLIC_KEY: keyof HsmClientCertificateData = 'PublicKey';

/**
 * What is wrong with exports of the public keys of certificates, all of one stack. A PEM is longer than an export may be, so one
 * that another stack refers to would fail at deployment. To be called when cross-stack references have become exports.
 *
 * An export with a public key anywhere in its value is refused, even if a function takes a part of it only: that may be too long too.
 */
export function publicKeyExportProblems(certificates: readonly CfnResource[]): string[] {
  if (!certificates.length) return [];
  const constructs = Stack.of(certificates[0]).node.scopes.find(Stack.isStack)!.node.findAll();
  const outputs = constructs.filter(isOutput);
  const exports = outputs.filter(({ exportName }) => exportName);
  if (!exports.length) return [];
  const values = new Values(certificates, constructs.filter(isNestedStack), outputs, constructs.filter(isParameter));
  return exports.flatMap((output) => values.publicKeysIn(output.stack, output.value).map((certificate) => problem(certificate, output)));
}

function problem(certificate: CfnResource, output: CfnOutput): string {
  return `the public key of ${certificate.node.scope?.node.path} is exported by ${output.node.path}, which would fail at deployment: a PEM is longer than the `
    + '1,024 characters that CloudFormation allows for an export. Hand it on by an SSM parameter instead: in the stack of the certificate '
    + 'new ssm.StringParameter(this, \'Pem\', { parameterName: \'/my/pem\', stringValue: certificate.hsmClientCertificatePublicKey }), and in the other stack '
    + 'ssm.StringParameter.valueForStringParameter(this, \'/my/pem\'), by its name. From aws-cdk-lib 2.254 on a weak reference, which is no export, does it too: '
    + '@aws-cdk/core:defaultCrossStackReferences';
}

/** No instanceof: the app may have another copy of the CDK than this library. */
function isOutput(construct: IConstruct): construct is CfnOutput {
  return CfnElement.isCfnElement(construct) && !CfnResource.isCfnResource(construct) && 'exportName' in construct && 'value' in construct;
}

function isNestedStack(construct: IConstruct): construct is NestedStack {
  return Stack.isStack(construct) && construct.nestedStackResource !== undefined;
}

/** A parameter of Systems Manager: the way around an export is easily taken half, by the value of the parameter instead of its name. */
function isParameter(construct: IConstruct): construct is CfnResource {
  return CfnResource.isCfnResource(construct) && construct.cfnResourceType === 'AWS::SSM::Parameter';
}

/** What a reference in a template stands for: a public key, or a value in the template of a stack that is nested in it or in which it is nested. */
type Value = { readonly publicKeyOf: CfnResource } | { readonly stack: Stack; readonly value: unknown };

/** The values in the templates of stacks that are nested in each other, as far as public keys may be among them. */
class Values {
  private readonly byReference = new Map<Stack, Map<string, Value>>();

  constructor(
    certificates: readonly CfnResource[], nestedStacks: readonly NestedStack[], outputs: readonly CfnOutput[], parameters: readonly CfnResource[]) {
    for (const certificate of certificates) this.add(certificate.stack, [certificate.logicalId, PUBLIC_KEY], { publicKeyOf: certificate });
    for (const nested of nestedStacks) {
      const { Parameters: given } = propertiesOf(nested.nestedStackResource as CfnResource);
      for (const [name, value] of Object.entries(given ?? {})) this.add(nested, [name], { stack: nested.nestedStackParent!, value });
    }
    for (const parameter of parameters) {
      const { stack, logicalId } = parameter;
      this.add(stack, [logicalId, 'Value'], { stack, value: propertiesOf(parameter).Value });
    }
    for (const output of outputs) {
      const { stack, value } = output;
      const name = output['_key'] ?? output.logicalId; // eslint-disable-line dot-notation -- it is private
      if (isNestedStack(stack)) this.add(stack.nestedStackParent!, [stack.nestedStackResource!.logicalId, 'Outputs', name], { stack, value });
    }
  }

  /** The certificates whose public key is in a value, each once. */
  public publicKeysIn(stack: Stack, value: unknown, seen = new Set<Value>()): CfnResource[] {
    return references(stack.resolve(value)).flatMap((reference) => {
      const found = this.byReference.get(stack)?.get(reference);
      if (!found || seen.has(found)) return [];
      seen.add(found);
      return 'publicKeyOf' in found ? [found.publicKeyOf] : this.publicKeysIn(found.stack, found.value, seen);
    });
  }

  private add(stack: Stack, reference: readonly string[], value: Value): void {
    const ofStack = this.byReference.get(stack) ?? new Map<string, Value>();
    this.byReference.set(stack, ofStack.set(stack.resolve(reference).join('.'), value));
  }
}

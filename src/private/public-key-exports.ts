import { CfnOutput, CfnResource, NestedStack, Stack } from 'aws-cdk-lib';
import { HsmClientCertificateData } from './contract';

const PUBLIC_KEY: keyof HsmClientCertificateData = 'PublicKey';
const MAX_EXPORT_LENGTH = '1,024';

/**
 * What is wrong with exports of the public keys of some certificates, all of one stack. A PEM is longer than an export may be, so
 * one that another stack refers to would fail at deployment. To be called when cross-stack references have become exports.
 */
export function publicKeyExportProblems(certificates: readonly CfnResource[]): string[] {
  const [first] = certificates;
  const stacks = first ? Stack.of(first).node.scopes.filter(Stack.isStack) : [];
  const outputs = stacks.length ? stacks[0].node.findAll().filter((each): each is CfnOutput => each instanceof CfnOutput) : [];
  const exports = outputs.filter((output) => output.exportName !== undefined);
  if (!exports.length) return [];
  return certificates.flatMap((certificate) =>
    exports.filter((output) => isCarried(certificate, output, outputs)).map((output) => problem(certificate, output)));
}

function problem(certificate: CfnResource, output: CfnOutput): string {
  return `the public key of ${certificate.node.scope?.node.path} is exported by ${output.node.path}, which would fail at deployment: a PEM is longer than the `
    + `${MAX_EXPORT_LENGTH} characters that CloudFormation allows for an export. Hand it on by an SSM parameter instead: in the stack of the certificate `
    + 'new ssm.StringParameter(this, \'Pem\', { parameterName: \'/my/pem\', stringValue: certificate.hsmClientCertificatePublicKey }), and in the other stack '
    + 'ssm.StringParameter.valueForStringParameter(this, \'/my/pem\')';
}

/** Whether the whole public key is in the value of an output. */
function isCarried(certificate: CfnResource, output: CfnOutput, outputs: readonly CfnOutput[]): boolean {
  const stack = Stack.of(output);
  const value = stack.resolve(output.value);
  return formsIn(stack, certificate, outputs).some((form) => contains(value, form));
}

/** What stands for the public key in the template of a stack: the attribute itself, a parameter of a nested stack, or outputs of nested stacks. */
function formsIn(stack: Stack, certificate: CfnResource, outputs: readonly CfnOutput[]): unknown[] {
  const attribute = certificate.getAtt(PUBLIC_KEY);
  if (stack === Stack.of(certificate)) return [stack.resolve(attribute)];
  const form = stack.resolve(attribute);
  const nested = outputs.filter((output) => Stack.of(output).nestedStackParent === stack && isCarried(certificate, output, outputs));
  return [...('Ref' in form ? [form] : []), ...nested.map((output) => outputOfNestedStack(stack, output))];
}

function outputOfNestedStack(parent: Stack, output: CfnOutput): unknown {
  const { nestedStackResource } = Stack.of(output) as NestedStack;
  return parent.resolve(nestedStackResource!.getAtt(`Outputs.${parent.resolve(output.logicalId)}`));
}

function contains(value: unknown, form: unknown): boolean {
  if (JSON.stringify(value) === JSON.stringify(form)) return true;
  if (Array.isArray(value)) return value.some((item) => contains(item, form));
  if (typeof value !== 'object' || value === null) return false;
  return Object.entries(value).some(([name, argument]) => {
    if (name === 'Fn::Select' || name === 'Fn::Split') return false; // only a part of it
    return contains(argument, form) || (name === 'Fn::Sub' && isSubstituted(argument, form));
  });
}

function isSubstituted(argument: unknown, form: unknown): boolean {
  const { 'Fn::GetAtt': attribute, Ref: ref } = form as { 'Fn::GetAtt'?: string[]; 'Ref'?: string };
  return String([argument].flat()[0]).includes(`\${${attribute ? attribute.join('.') : ref}}`);
}

import { StackIdentity } from '../custom-resource/stack-id';

/** The identifier that the library generates: what is literal in the template, and what is another one in each life of the stack. */
export function generatedIdentifier(prefix: string, { uuid }: StackIdentity): string {
  return `${prefix}-${firstGroup(uuid)}`;
}

/** Whether an identifier ends as generated ones do, whoever chose it. */
export function isGeneratedNameOf({ uuid }: StackIdentity, identifier: string): boolean {
  return identifier.toLowerCase().endsWith(`-${firstGroup(uuid).toLowerCase()}`);
}

function firstGroup(uuid: string): string {
  return uuid.split('-')[0];
}

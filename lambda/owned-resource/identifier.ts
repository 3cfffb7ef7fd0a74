import { StackIdentity } from '../custom-resource/stack-id';

/** The generated identifier: the prefix from the template, what the kind adds, and a part that differs when the stack is deleted and created again. */
export function generatedIdentifier(prefix: string, part: string | undefined, stack: StackIdentity): string {
  return [prefix, part, stackUuidPrefix(stack)].filter((each) => each !== undefined).join('-');
}

/** Whether an identifier ends as the generated ones of a stack do, whoever chose it. */
export function isGeneratedNameOf(stack: StackIdentity, identifier: string): boolean {
  return identifier.toLowerCase().endsWith(`-${stackUuidPrefix(stack).toLowerCase()}`);
}

/** The first group of the UUID. */
function stackUuidPrefix({ uuid }: StackIdentity): string {
  return uuid.split('-')[0];
}

import { Stack } from 'aws-cdk-lib';

/** A stack and, if it is a nested one, those that it is nested in, outermost first. One that is only defined within another has no parent. */
export function stackWithParents(stack: Stack): Stack[] {
  return [...(stack.nestedStackParent ? stackWithParents(stack.nestedStackParent) : []), stack];
}

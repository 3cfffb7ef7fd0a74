import { Role } from 'aws-cdk-lib/aws-iam';

/**
 * Whether a role, which has been allowed something already, has no policies in the template: `Role.customizeRoles` makes only a report
 * of what they would be, with each statement as it is when it is added.
 */
export function isReported(role: Role): boolean {
  return role.node.tryFindChild('DefaultPolicy') === undefined;
}

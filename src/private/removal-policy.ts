import { CfnDeletionPolicy, CfnResource, RemovalPolicy } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';
import { inWords } from './given-values';
import { ResourceKind } from './resource-kind';
import { attributeOf } from './template';

const ALLOWED = 'DESTROY, RETAIN and RETAIN_ON_UPDATE_OR_DELETE are allowed';

/** Throws if a removal policy is not one that a resource of the kind can have. */
export function refuseRemovalPolicy(construct: IConstruct, kind: ResourceKind, policy: RemovalPolicy): void {
  if (policy === RemovalPolicy.SNAPSHOT) throw new Error(snapshotProblem(construct, kind));
  if (!Object.values(RemovalPolicy).includes(policy)) { // the CDK would take what is falsy for RETAIN
    throw new Error(`the removal policy of ${construct.node.path} is ${inWords(policy)}: of RemovalPolicy, ${ALLOWED}`);
  }
}

/** What is wrong with the policies of the custom resource in a construct, which `RemovalPolicies.of` and escape hatches set past it. */
export function removalPolicyProblems(resource: CfnResource, kind: ResourceKind): string[] {
  const { deletionPolicy, updateReplacePolicy } = resource.cfnOptions;
  const policies = [attributeOf(resource, 'DeletionPolicy', deletionPolicy), attributeOf(resource, 'UpdateReplacePolicy', updateReplacePolicy)];
  if (!resource.stack.resolve(policies).includes(CfnDeletionPolicy.SNAPSHOT)) return [];
  return [`${snapshotProblem(resource.node.scope!, kind)}. RemovalPolicies.of(...).snapshot() has to be limited to other types by applyToResourceTypes `
    + 'or excludeResourceTypes'];
}

/** The CDK only warns of it, if it is not told otherwise, and CloudFormation refuses the template. */
function snapshotProblem(construct: IConstruct, kind: ResourceKind): string {
  return `the removal policy of ${construct.node.path} is RemovalPolicy.SNAPSHOT: there are no snapshots of ${kind.shortNoun}s, ${ALLOWED}`;
}

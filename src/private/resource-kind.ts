import { CfnResource } from 'aws-cdk-lib';

/** A kind of resource of Redshift: what its constructs, its permissions and its messages need to know of it. */
export interface ResourceKind {
  /** The type of its custom resources, `Custom::…`. */
  readonly resourceType: string;
  /** What messages call it. */
  readonly noun: string;
  /** What messages call it where it is clear what it is of. */
  readonly shortNoun: string;
  /** The class of its construct. */
  readonly className: string;
  /** The property of its construct with the identifier. */
  readonly identifierProperty: string;
  /** The property of its construct with the ARN. */
  readonly arnProperty: string;
  /** Its type in an ARN, between account and identifier. */
  readonly arnType: string;
  /** The action of IAM that finds it. */
  readonly describeAction: string;
  /** What is wrong with all its resources in a stack, when the app is complete. */
  problems?(resources: readonly CfnResource[]): string[];
}

/** A kind whose resources the function creates, tags and deletes. */
export interface OwnedKind extends ResourceKind {
  readonly createAction: string;
  readonly deleteAction: string;
  /** How many tags a user may give to one. Redshift takes 50, and some are this library's. */
  readonly maxTags: number;
  /** Whether its resources were created by others, so that the function never deletes them. */
  readonly isAdopted?: boolean;
  /** How many characters the handler puts into a generated identifier, behind the prefix. */
  readonly identifierPartLength: number;
}

import { createHash } from 'node:crypto';
import { IPostProcessor, IResolvable, IResolveContext, Token } from 'aws-cdk-lib';

// As a template has it: a token within a string takes the CDK several times as long to resolve.
const UNIQUE_TO_THIS_LIFE = { 'Fn::Select': [0, { 'Fn::Split': ['-', { 'Fn::Select': [2, { 'Fn::Split': ['/', { Ref: 'AWS::StackId' }] }] }] }] };

const MAX_LENGTH = 63;
const SUFFIX_LENGTH = 8; // the first group of a UUID
const HASH_LENGTH = 10;
const MAX_WORDS_LENGTH = MAX_LENGTH - SUFFIX_LENGTH - 1 - HASH_LENGTH - 1;
const MAX_STACK_WORDS_LENGTH = 20;

/**
 * The identifier of a certificate that the user gives none: `<stack name>-<logical id>-<hash>-<first group of the stack's UUID>`.
 * A changed name replaces a certificate that is registered on an HSM, so this must give the same for ever: it is our own,
 * and nothing of it comes from the CDK but the stack's name and the logical id.
 */
export class GeneratedIdentifier implements IResolvable, IPostProcessor {
  public readonly creationStack: string[] = [];

  public constructor(private readonly stackName: string, private readonly logicalId: () => string) {}

  /** Nothing in the functions is to be resolved: for the CDK to find that out takes time (docs/performance.md). */
  public resolve(context: IResolveContext): string {
    context.registerPostProcessor(this);
    return '';
  }

  public postProcess(): object {
    return { 'Fn::Join': ['', [`${generatedIdentifierWords(this.stackName, this.logicalId())}-`, UNIQUE_TO_THIS_LIFE]] };
  }

  public toString(): string {
    return Token.asString(this);
  }
}

/** What ends every generated identifier of a stack, so that a certificate that is kept never blocks the stack's next life. */
export function uniqueToThisLife(): string {
  return Token.asString(UNIQUE_TO_THIS_LIFE);
}

/** The part that is known at synth. Its hash keeps apart what the rules for names make alike, such as names that differ in case. */
export function generatedIdentifierWords(stackName: string, logicalId: string): string {
  const ofStack = words(stackName, MAX_STACK_WORDS_LENGTH).replace(/^[^a-z]+/, '') || 'stack'; // an identifier starts with a letter
  const ofResource = words(logicalId, MAX_WORDS_LENGTH - ofStack.length - 1);
  const hash = createHash('sha256').update(`${stackName}/${logicalId}`).digest('hex').slice(0, HASH_LENGTH);
  return [ofStack, ofResource, hash].filter((part) => part !== '').join('-');
}

/** Lower-case letters, digits and single hyphens, with a hyphen at neither end. */
function words(name: string, maxLength: number): string {
  return name.toLowerCase().replace(/[^a-z0-9]+/g, '-').replace(/^-+/, '').slice(0, maxLength).replace(/-+$/, '');
}

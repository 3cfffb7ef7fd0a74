import { Desired } from './properties';
import { CustomResourceRequest, Properties } from '../custom-resource/request';
import type { Found, Tags } from '../redshift/resource-calls';

/** What a kind of resource adds to what all of them have. */
export interface Kind<P, F extends Found> {
  /** As Redshift's documentation calls it. */
  readonly noun: string;
  /** The type of resource in its ARN. */
  readonly arnType: string;
  /** The action of the API that finds it. */
  readonly describeAction: string;
  /** The construct's method that refers to one which exists. */
  readonly importMethod: string;
  /** Whether a Create looks before its first call, because that costs more than a look. */
  readonly describesBeforeCreate: boolean;
  /** What a new one that has replaced another means to the user, as the end of a warning; nothing if there is nothing to be done. */
  readonly consequenceOfReplacement?: string;
  /** What one means that was gone and has been created again. */
  readonly consequenceOfRecreation: string;
  /** The library's own tags, besides the owner tag. */
  readonly ownTagKeys: readonly string[];
  /** Reads the properties besides identifier and tags; throws if they are invalid. */
  parse(properties: Properties): P;
  /** What a generated identifier has between its prefix and the stack's part, given properties that may be invalid. */
  identifierPart(properties: Properties): string | undefined;
  /** The own tags of one that is created. */
  tagsAtCreation(desired: Desired<P>): Tags;
  /** The same for one that exists; throws if that cannot become what is desired. */
  tagsInUpdate(desired: Desired<P>, found: F, request: CustomResourceRequest, warn: (warning: string) => void): Tags;
  /** For `Fn::GetAtt`; throws if what was found lacks something that they need. */
  attributes(found: F, arn: string): Readonly<Record<string, string>>;
}

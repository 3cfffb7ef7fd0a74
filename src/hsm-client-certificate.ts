import {
  ArnFormat, CfnResource, IResource, ITaggableV2, Lazy, RemovalPolicy, Resource, Stack, TagManager, Token, Tokenization,
} from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { arnComponents, formatHsmClientCertificateArn } from './private/arn';
import { HSM_CLIENT_CERTIFICATE_TYPE, HsmClientCertificateData, HsmClientCertificateProperties } from './private/contract';
import { isLookedUp, refuseOtherType } from './private/given-values';
import { identifierPrefix } from './private/identifier';
import { HsmProvider, SERVICE_TIMEOUT } from './private/provider';
import { PublicKeyOutput } from './private/public-key-output';
import { refuseRemovalPolicy, removalPolicyProblems } from './private/removal-policy';
import { identifierProblem } from './private/rules';
import { CertificateTags, resolvedTags, tagProblems, tagProperties, tagValues } from './private/tags';
import { isLiteral } from './private/template';

/**
 * An Amazon Redshift HSM client certificate: one of this app, or one that exists already.
 */
export interface IHsmClientCertificate extends IResource {
  /**
   * The identifier of the certificate.
   *
   * @attribute
   */
  readonly hsmClientCertificateIdentifier: string;

  /**
   * The ARN of the certificate: `arn:<partition>:redshift:<Region>:<account>:hsmclientcertificate:<identifier>`.
   *
   * @attribute
   */
  readonly hsmClientCertificateArn: string;
}

/**
 * What is known of an HSM client certificate that exists already.
 */
export interface HsmClientCertificateAttributes {
  /**
   * The identifier of the certificate.
   */
  readonly hsmClientCertificateIdentifier: string;

  /**
   * The ARN of the certificate.
   *
   * @default - the ARN of that identifier in the account and Region of the stack
   */
  readonly hsmClientCertificateArn?: string;
}

/**
 * Properties of an `HsmClientCertificate`.
 */
export interface HsmClientCertificateProps {
  /**
   * The identifier of the certificate. Changing it replaces the certificate, which is no rotation: a cluster of the same stack would
   * be pointed at a certificate that no HSM knows.
   *
   * Safe are lower-case letters, digits and single hyphens, at most 63 of them, the first a letter and the last no hyphen. Amazon does
   * not publish what Redshift takes: capital letters may be made small, and what has another form gets a warning at synth. An empty
   * one, more than 255 characters, white space and any of `*`, `?`, `$`, `{`, `}`, `:` and `/` are errors, and so are two in a stack
   * that are alike, whatever the case of their letters.
   *
   * Where it is absent (`AWS::NoValue`) or empty only when the stack is deployed, the certificate has a generated one.
   *
   * @default - a name that is generated from the stack's name and the logical id, and unique to this life of the stack
   */
  readonly hsmClientCertificateIdentifier?: string;

  /**
   * Tags of the certificate, besides those of its stack and of `Tags.of`.
   *
   * At most 49 in all; keys of 1 to 128 characters, values of at most 256 (an empty one is legal). Letters, digits, spaces and any of
   * `_`, `.`, `:`, `/`, `=`, `+`, `-` and the at sign are allowed; keys do not begin with `aws:` or `cdk-redshift-hsm:`.
   *
   * @see https://docs.aws.amazon.com/redshift/latest/mgmt/amazon-redshift-tagging.html
   * @default - only the tags of the stack and of `Tags.of`
   */
  readonly tags?: { [key: string]: string };

  /**
   * What happens to the certificate when it is taken out of the stack, replaced, or the stack is deleted.
   *
   * `RETAIN` keeps it. One that is kept is not taken over again when it is added to the stack once more: refer to it with
   * `HsmClientCertificate.fromHsmClientCertificateIdentifier`.
   *
   * @default RemovalPolicy.DESTROY
   */
  readonly removalPolicy?: RemovalPolicy;

  /**
   * Whether the stack has an output with the public key, for whoever registers it on the HSM. Where a condition is set on the custom
   * resource, the output has it too, unless it has one of its own.
   *
   * @default true
   */
  readonly outputPublicKey?: boolean;
}

/** What the CDK takes for an ARN. Of anything else it says so without the construct. */
const ARN = /^arn:[^:]+:[^:]+:[^:]*:[^:]*:[^:]/;

const MARK = Symbol.for('cdk-redshift-hsm.HsmClientCertificate');

/** What marks `PhysicalName.GENERATE_IF_NEEDED`, of whatever copy of the CDK. */
const GENERATE_IF_NEEDED = Symbol.for('@aws-cdk/core.<private>.GenerateIfNeeded');

/**
 * An Amazon Redshift HSM client certificate, by which a cluster proves itself to a hardware security module.
 *
 * Redshift makes the key pair, keeps the private key and returns a certificate, which an HSM administrator has to register on the
 * HSM. This construct creates it, keeps its tags and deletes it. It never changes or deletes a certificate of anyone else's.
 *
 * @resource Custom::RedshiftHsmClientCertificate
 */
export class HsmClientCertificate extends Resource implements IHsmClientCertificate, ITaggableV2 {
  /**
   * Refers to a certificate that exists already, by its identifier.
   *
   * @param scope the parent of the new construct
   * @param id the id of the new construct
   * @param hsmClientCertificateIdentifier from 1 to 255 characters, no white space and none of `*`, `?`, `$`, `{`, `}`, `:` and `/`
   */
  public static fromHsmClientCertificateIdentifier(scope: Construct, id: string, hsmClientCertificateIdentifier: string): IHsmClientCertificate {
    return HsmClientCertificate.fromHsmClientCertificateAttributes(scope, id, { hsmClientCertificateIdentifier });
  }

  /**
   * Refers to a certificate that exists already, by its ARN.
   *
   * @param scope the parent of the new construct
   * @param id the id of the new construct
   * @param hsmClientCertificateArn `arn:<partition>:redshift:<Region>:<account>:hsmclientcertificate:<identifier>`; another kind of ARN is an error
   */
  public static fromHsmClientCertificateArn(scope: Construct, id: string, hsmClientCertificateArn: string): IHsmClientCertificate {
    refuseOtherType(pathOf(scope, id), 'hsmClientCertificateArn', hsmClientCertificateArn, 'string');
    return new ImportedHsmClientCertificate(scope, id, {
      hsmClientCertificateIdentifier: identifierIn(scope, id, hsmClientCertificateArn), hsmClientCertificateArn,
    });
  }

  /**
   * Refers to a certificate that exists already, by what is known of it.
   *
   * @param scope the parent of the new construct
   * @param id the id of the new construct
   * @param attrs the identifier and, if it is in another account or Region, the ARN
   */
  public static fromHsmClientCertificateAttributes(scope: Construct, id: string, attrs: HsmClientCertificateAttributes): IHsmClientCertificate {
    refuseOtherType(pathOf(scope, id), 'attrs', attrs, 'object');
    const { hsmClientCertificateIdentifier: identifier, hsmClientCertificateArn: arn } = attrs;
    refuseOtherType(pathOf(scope, id), 'hsmClientCertificateIdentifier', identifier, 'string');
    if (arn !== undefined) {
      refuseOtherType(pathOf(scope, id), 'hsmClientCertificateArn', arn, 'string');
      const names = [identifier, identifierIn(scope, id, arn)];
      if (!names.some(Token.isUnresolved) && names[0].toLowerCase() !== names[1].toLowerCase()) {
        throw new Error(`hsmClientCertificateIdentifier "${identifier}" and hsmClientCertificateArn "${arn}" of ${pathOf(scope, id)} name different certificates`);
      }
    }
    return new ImportedHsmClientCertificate(scope, id, attrs);
  }

  /**
   * Whether a value is an `HsmClientCertificate`, of whatever copy of this library. What the `from` methods return is none.
   *
   * @param x any value
   */
  public static isHsmClientCertificate(x: any): x is HsmClientCertificate {
    return x !== null && typeof x === 'object' && MARK in x;
  }

  /**
   * The identifier of the certificate, as the service returned it.
   */
  public get hsmClientCertificateIdentifier(): string {
    return this.identifierAttribute ??= this.getResourceNameAttribute(resourceOf(this).ref);
  }

  /**
   * The ARN of the certificate.
   */
  public get hsmClientCertificateArn(): string {
    return this.arnAttribute ??= this.getResourceArnAttribute(attribute(this, 'Arn'), arnComponents(this.physicalName));
  }

  /**
   * The public key: a certificate in PEM, byte for byte as the service returned it. It is public, and not masked.
   *
   * In another stack it is an error at synth if the reference becomes an export: CloudFormation allows 1,024 characters for one, and
   * a PEM is longer. An SSM parameter can hand it on; so can a weak reference, which the CDK makes from version 2.254 on if the
   * context says so (`@aws-cdk/core:defaultCrossStackReferences`), as that of a new app does.
   *
   * @attribute
   */
  public get hsmClientCertificatePublicKey(): string {
    return attribute(this, 'PublicKey');
  }

  /**
   * The MD5 fingerprint of the certificate (of its DER), in upper-case hex with colons. It is what `client fingerprint` shows on a Luna HSM.
   *
   * `unknown` if the certificate cannot be parsed, or MD5 is not available.
   *
   * @attribute
   */
  public get hsmClientCertificateFingerprintMd5(): string {
    return attribute(this, 'FingerprintMd5');
  }

  /**
   * The SHA-256 fingerprint of the certificate (of its DER), in upper-case hex with colons.
   *
   * `unknown` if the certificate cannot be parsed.
   *
   * @attribute
   */
  public get hsmClientCertificateFingerprintSha256(): string {
    return attribute(this, 'FingerprintSha256');
  }

  /**
   * The common name of the certificate's subject. A Luna HSM takes it as the host name of the client that is registered.
   *
   * `unknown` if the certificate cannot be parsed, or has none.
   *
   * @attribute
   */
  public get hsmClientCertificateSubjectCommonName(): string {
    return attribute(this, 'SubjectCommonName');
  }

  /**
   * When the certificate expires, in ISO 8601: `2036-01-31T12:00:00.000Z`.
   *
   * `unknown` if the certificate cannot be parsed.
   *
   * @attribute
   */
  public get hsmClientCertificateNotAfter(): string {
    return attribute(this, 'NotAfter');
  }

  /**
   * The tags of the certificate, besides those of its stack.
   */
  public readonly cdkTagManager: TagManager;

  // Attributes are made when they are asked for: most never are, and each takes the CDK some time.
  private identifierAttribute?: string;
  private arnAttribute?: string;

  /**
   * Defines a certificate.
   *
   * @param scope the parent of the new construct
   * @param id the id of the new construct
   * @param props how the certificate is to be
   */
  constructor(scope: Construct, id: string, props: HsmClientCertificateProps = {}) {
    const { hsmClientCertificateIdentifier: identifier, tags, removalPolicy = RemovalPolicy.DESTROY, outputPublicKey = true } = props ?? {};
    super(scope, id, { physicalName: typeof identifier === 'string' ? identifier : undefined });
    Object.defineProperty(this, MARK, { value: true });
    if (identifier !== undefined) refuseIdentifier(this, identifier);
    if (tags !== undefined) refuseTags(this, tags);
    refuseRemovalPolicy(this, removalPolicy);
    refuseOtherType(this.node.path, 'outputPublicKey', outputPublicKey, 'boolean');
    this.cdkTagManager = new CertificateTags(this, tags);

    const provider = HsmProvider.of(this);
    // A token may turn out to be a literal, or nothing. While the CDK looks for references to other stacks it has to see what is in it.
    const known = Lazy.uncachedAny({ produce: ({ preparing }) => (preparing ? identifier : this.stack.resolve(identifier) ?? undefined) });
    const properties: Record<keyof HsmClientCertificateProperties, unknown> = {
      Identifier: Token.isUnresolved(identifier) ? known : identifier,
      // The logical id may still be overridden.
      IdentifierPrefix: Lazy.uncachedAny({ produce: () => (isLiteral(this.stack.resolve(identifier)) ? undefined : identifierPrefix(resource)) }),
      Tags: Lazy.uncachedAny({ produce: () => tagProperties(this.stack, tagValues(this, this.cdkTagManager)) }, { omitEmptyArray: true }),
    };
    const resource: CfnResource = new CfnResource(this, 'Resource', {
      type: HSM_CLIENT_CERTIFICATE_TYPE,
      properties: { ServiceToken: provider.serviceToken, ServiceTimeout: SERVICE_TIMEOUT.toSeconds(), ...properties },
    });
    provider.register(resource, identifier);
    this.applyRemovalPolicy(removalPolicy);
    // What Aspects do, as Tags.of and RemovalPolicies.of, is known by then.
    this.node.addValidation({
      validate: () => [...tagProblems(resolvedTags(this.stack, tagValues(this, this.cdkTagManager))), ...removalPolicyProblems(resource)],
    });
    if (outputPublicKey) new PublicKeyOutput(this, 'PublicKey', resource, this.hsmClientCertificatePublicKey);
  }

  /**
   * Says what happens to the certificate when it is taken out of the stack, replaced, or the stack is deleted.
   *
   * @param policy any but `SNAPSHOT`
   */
  public applyRemovalPolicy(policy: RemovalPolicy): void {
    refuseRemovalPolicy(this, policy);
    super.applyRemovalPolicy(policy);
  }
}

class ImportedHsmClientCertificate extends Resource implements IHsmClientCertificate {
  public readonly hsmClientCertificateIdentifier: string;
  public readonly hsmClientCertificateArn: string;

  constructor(scope: Construct, id: string, attrs: HsmClientCertificateAttributes) {
    const { hsmClientCertificateIdentifier: identifier, hsmClientCertificateArn: arn } = attrs;
    super(scope, id, { environmentFromArn: arn });
    refuseIdentifier(this, identifier);
    this.hsmClientCertificateIdentifier = identifier;
    this.hsmClientCertificateArn = arn ?? formatHsmClientCertificateArn(this.stack, identifier);
  }
}

function attribute(certificate: HsmClientCertificate, name: keyof HsmClientCertificateData): string {
  return resourceOf(certificate).getAtt(name).toString();
}

function resourceOf(certificate: HsmClientCertificate): CfnResource {
  return certificate.node.findChild('Resource') as CfnResource;
}

/** The identifier in an ARN, of which each part may be a token. Throws if it is the ARN of something else. */
function identifierIn(scope: Construct, id: string, arn: string): string {
  const isOther = (part: string | undefined, expected: string) => !Token.isUnresolved(part) && part !== expected;
  const parts = Token.isUnresolved(arn) || ARN.test(arn) ? Stack.of(scope).splitArn(arn, ArnFormat.COLON_RESOURCE_NAME) : undefined;
  if (!parts?.region || !parts.account || isOther(parts.service, 'redshift') || isOther(parts.resource, 'hsmclientcertificate')
    || parts.arnFormat !== ArnFormat.COLON_RESOURCE_NAME) {
    const isIdentifier = identifierProblem(arn) === undefined; // an ARN has colons
    throw new Error(`hsmClientCertificateArn "${arn}" of ${pathOf(scope, id)} is not the ARN of an HSM client certificate: `
      + 'arn:<partition>:redshift:<Region>:<account>:hsmclientcertificate:<identifier> is expected'
      + (isIdentifier ? '; did you mean fromHsmClientCertificateIdentifier?' : ''));
  }
  return parts.resourceName!;
}

function pathOf(scope: Construct, id: string): string {
  return `${scope.node.path}/${id}`;
}

function refuseIdentifier(construct: Resource, identifier: string): void {
  refuseOtherType(construct.node.path, 'hsmClientCertificateIdentifier', identifier, 'string');
  if (Tokenization.reverseString(identifier).tokens.some((token) => GENERATE_IF_NEEDED in token)) {
    throw new Error(`hsmClientCertificateIdentifier of ${construct.node.path} is PhysicalName.GENERATE_IF_NEEDED: `
      + 'leave it out for a generated one, or give a name');
  }
  const problem = Token.isUnresolved(identifier) || isLookedUp(identifier) ? undefined : identifierProblem(identifier);
  if (problem) throw new Error(`hsmClientCertificateIdentifier "${identifier}" of ${construct.node.path} ${problem}`);
}

function refuseTags(construct: Resource, tags: { [key: string]: string }): void {
  refuseOtherType(construct.node.path, 'tags', tags, 'object');
  const problems = tagProblems(tags);
  if (problems.length) throw new Error(`tags of ${construct.node.path}: ${problems.join('; ')}`);
}

import {
  App, Aspects, CfnCondition, CfnDeletionPolicy, CfnOutput, CfnParameter, CfnResource, Fn, MissingRemovalPolicies, PhysicalName,
  RemovalPolicies, RemovalPolicy, Stack, TagManager,
} from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { Construct, IConstruct } from 'constructs';
import './temporary-folder';
import { arnInKnownRegion } from './arn-in-known-region';
import { addResource, CERTIFICATE_TYPE, certificateIn, TemplateResource } from './certificate-in-template';
import { secondCopyOfTheLibrary } from './second-copy-of-the-library';
import { HsmClientCertificate, HsmClientCertificateProps } from '../../src';

const PUBLIC_KEY = { 'Fn::GetAtt': ['Certificate4E7ABB08', 'PublicKey'] };

function stackWith(props?: HsmClientCertificateProps): { stack: Stack; certificate: HsmClientCertificate } {
  const stack = new Stack(new App(), 'Demo');
  return { stack, certificate: new HsmClientCertificate(stack, 'Certificate', props) };
}

describe('the identifier', () => {
  test.each(['mine', 'Mine', 'x'.repeat(255)])('may be %p, and is asked for as it is', (identifier) => {
    expect(certificateIn(stackWith({ hsmClientCertificateIdentifier: identifier }).stack).Properties.Identifier).toBe(identifier);
  });

  test('may be known at deployment only', () => {
    const stack = new Stack(new App(), 'Demo');
    const parameter = new CfnParameter(stack, 'Name');
    new HsmClientCertificate(stack, 'Certificate', { hsmClientCertificateIdentifier: parameter.valueAsString });
    expect(certificateIn(stack).Properties.Identifier).toEqual({ Ref: 'Name' });
  });

  test.each([
    ['', 'hsmClientCertificateIdentifier "" of Demo/Certificate is empty: an identifier has 1 to 255 characters'],
    ['x'.repeat(256), `hsmClientCertificateIdentifier "${'x'.repeat(256)}" of Demo/Certificate has 256 characters: at most 255 are allowed`],
    ['my certificate', 'hsmClientCertificateIdentifier "my certificate" of Demo/Certificate contains white space: neither white space nor any of '
      + '* ? $ { } : / is allowed'],
    ['my*', 'hsmClientCertificateIdentifier "my*" of Demo/Certificate contains "*": neither white space nor any of * ? $ { } : / is allowed'],
  ])('may not be %p', (hsmClientCertificateIdentifier, message) => {
    expect(() => stackWith({ hsmClientCertificateIdentifier })).toThrow(new Error(message));
  });

  test('may not be PhysicalName.GENERATE_IF_NEEDED: leaving it out does that', () => {
    expect(() => stackWith({ hsmClientCertificateIdentifier: PhysicalName.GENERATE_IF_NEEDED })).toThrow(new Error(
      'hsmClientCertificateIdentifier of Demo/Certificate is PhysicalName.GENERATE_IF_NEEDED: leave it out for a generated one, or give a name'));
  });

  test.each([
    ['mine', 'mine'], ['mine', 'MINE'], ['MINE', 'mine'], ['Mine', 'mInE'],
  ])('may not be %p and %p in one stack', (one, other) => {
    const stack = new Stack(new App(), 'Demo');
    new HsmClientCertificate(stack, 'One', { hsmClientCertificateIdentifier: one });
    expect(() => new HsmClientCertificate(stack, 'Other', { hsmClientCertificateIdentifier: other })).toThrow(new Error(
      `hsmClientCertificateIdentifier "${other}" of Demo/Other is a duplicate of that of Demo/One: each certificate of a stack needs an identifier of its own, ignoring case`));
  });

  test('may be the same in two stacks, which may go to different accounts or Regions', () => {
    const app = new App();
    for (const name of ['One', 'Two']) {
      const stack = new Stack(app, name);
      new HsmClientCertificate(stack, 'Certificate', { hsmClientCertificateIdentifier: 'mine' });
    }
    expect(() => app.synth()).not.toThrow();
  });

  test('that was refused does not take the place of a good one', () => {
    const stack = new Stack(new App(), 'Demo');
    expect(() => new HsmClientCertificate(stack, 'One', { hsmClientCertificateIdentifier: 'mine', tags: { 'aws:x': 'y' } })).toThrow('aws:x');
    expect(() => new HsmClientCertificate(stack, 'Other', { hsmClientCertificateIdentifier: 'mine' })).not.toThrow();
  });
});

describe('used in a stack of another account or Region', () => {
  function otherAccount(props?: HsmClientCertificateProps): Stack {
    const app = new App();
    const certificate = new HsmClientCertificate(new Stack(app, 'One', { env: { account: '111111111111', region: 'eu-west-1' } }), 'Certificate', props);
    const other = new Stack(app, 'Two', { env: { account: '222222222222', region: 'us-east-1' } });
    addResource(other);
    new CfnOutput(other, 'Identifier', { value: certificate.hsmClientCertificateIdentifier });
    new CfnOutput(other, 'Arn', { value: certificate.hsmClientCertificateArn });
    return other;
  }

  test('a certificate that has a name is named', () => {
    const template = Template.fromStack(otherAccount({ hsmClientCertificateIdentifier: 'mine' }));
    template.hasOutput('Identifier', { Value: 'mine' });
    template.hasOutput('Arn', { Value: arnInKnownRegion('redshift:eu-west-1:111111111111:hsmclientcertificate:mine') });
  });

  test('a certificate whose name is generated is refused, since that is known in its own account only', () => {
    expect(() => Template.fromStack(otherAccount())).toThrow('Cannot use resource \'One/Certificate\' in a cross-environment fashion');
  });
});

describe('the output', () => {
  test('has the public key, as it is: it is no secret', () => {
    const { stack } = stackWith();
    const template = Template.fromStack(stack);
    expect(template.findOutputs('*')).toEqual({
      CertificatePublicKeyEACF64C5: { Description: expect.stringMatching(/public key.*PEM.*HSM/i) as string, Value: PUBLIC_KEY },
    });
    expect(JSON.stringify(template.toJSON())).not.toContain('NoEcho');
  });

  test('is left out on demand', () => {
    const { stack, certificate } = stackWith({ outputPublicKey: false });
    expect(Template.fromStack(stack).findOutputs('*')).toEqual({});
    expect(certificate.node.tryFindChild('PublicKey')).toBeUndefined();
  });

  test('is wanted where that is said', () => {
    Template.fromStack(stackWith({ outputPublicKey: true }).stack).hasOutput('*', { Value: PUBLIC_KEY });
  });
});

describe('a certificate that is made under a condition', () => {
  interface Conditional { readonly stack: Stack; readonly output?: CfnOutput; readonly resource: CfnResource; readonly condition: CfnCondition }

  function conditional(props?: HsmClientCertificateProps): Conditional {
    const { stack, certificate } = stackWith(props);
    const expression = Fn.conditionEquals(new CfnParameter(stack, 'Environment').valueAsString, 'production');
    const [condition, resource] = [new CfnCondition(stack, 'IsProduction', { expression }), certificate.node.defaultChild as CfnResource];
    return { stack, output: certificate.node.tryFindChild('PublicKey') as CfnOutput | undefined, resource, condition };
  }

  test('has an output under that condition: there is no public key without it', () => {
    const { stack, resource, condition } = conditional();
    resource.cfnOptions.condition = condition;
    Template.fromStack(stack).hasOutput('*', { Condition: 'IsProduction', Value: PUBLIC_KEY });
    Template.fromStack(stack).hasResource(CERTIFICATE_TYPE, { Condition: 'IsProduction' });
  });

  test.each([[undefined], [900], [2000]])('has such an output where an Aspect sets the condition, with the priority %p', (priority) => {
    for (const scopeOf of [(stack: Stack) => stack.node.root, (stack: Stack) => stack]) {
      const { stack, condition } = conditional();
      const isCertificate = (node: IConstruct): node is CfnResource => CfnResource.isCfnResource(node) && node.cfnResourceType === CERTIFICATE_TYPE;
      Aspects.of(scopeOf(stack)).add({ visit: (node) => { if (isCertificate(node)) node.cfnOptions.condition = condition; } }, { priority });
      Template.fromStack(stack).hasOutput('*', { Condition: 'IsProduction' });
    }
  });

  test.each<[string, (resource: CfnResource, condition: CfnCondition) => void]>([
    ['an override', (resource) => resource.addOverride('Condition', 'IsProduction')],
    ['an Aspect on what comes later in the app', (resource, condition) => {
      Aspects.of(new Construct(resource.stack, 'Later')).add({ visit: () => { resource.cfnOptions.condition = condition; } });
    }],
    ['a validation', (resource, condition) => resource.node.addValidation({
      validate: () => {
        resource.cfnOptions.condition = condition;
        return [];
      },
    })],
  ])('has such an output where %s sets the condition', (_, set) => {
    const { stack, resource, condition } = conditional();
    set(resource, condition);
    Template.fromStack(stack).hasOutput('*', { Condition: 'IsProduction' });
  });

  test('has an output without a condition where that is deleted again', () => {
    const { stack, resource, condition } = conditional();
    resource.cfnOptions.condition = condition;
    resource.addDeletionOverride('Condition');
    Template.fromStack(stack).hasOutput('*', { Condition: Match.absent() });
  });

  test('has an output under the user\'s own condition, if that has one', () => {
    const { stack, output, resource, condition } = conditional();
    resource.cfnOptions.condition = condition;
    output!.condition = new CfnCondition(stack, 'IsWanted', { expression: Fn.conditionAnd(condition, condition) });
    Template.fromStack(stack).hasOutput('*', { Condition: 'IsWanted' });
  });

  test('has none if none is wanted', () => {
    const { stack, resource, condition } = conditional({ outputPublicKey: false });
    resource.cfnOptions.condition = condition;
    expect(Template.fromStack(stack).findOutputs('*')).toEqual({});
  });

  test('is referred to by nothing else of this library', () => {
    const { stack, resource, condition } = conditional({ hsmClientCertificateIdentifier: 'mine', tags: { team: 'data' } });
    resource.cfnOptions.condition = condition;
    const { Resources: resources } = Template.fromStack(stack).toJSON() as { Resources: Record<string, TemplateResource> };
    const others = Object.values(resources).filter(({ Type }) => Type !== CERTIFICATE_TYPE);
    expect(JSON.stringify(others)).not.toContain('Certificate4E7ABB08');
  });

  test('may be one of several: the others are always there', () => {
    const { stack, resource, condition } = conditional();
    resource.cfnOptions.condition = condition;
    new HsmClientCertificate(stack, 'Other');
    const outputs = Object.values(Template.fromStack(stack).findOutputs('*'));
    expect(outputs.map(({ Condition: name }) => name as unknown)).toEqual(['IsProduction', undefined]);
  });
});

describe('the removal policy', () => {
  const DELETE = { DeletionPolicy: 'Delete', UpdateReplacePolicy: 'Delete' };
  const RETAIN = { DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Retain' };
  const RETAIN_ON_UPDATE_OR_DELETE = { DeletionPolicy: 'RetainExceptOnCreate', UpdateReplacePolicy: 'Retain' };
  const NO_SNAPSHOT = new Error('the removal policy of Demo/Certificate is RemovalPolicy.SNAPSHOT: there are no snapshots of certificates, '
    + 'DESTROY, RETAIN and RETAIN_ON_UPDATE_OR_DELETE are allowed');

  test.each([
    [undefined, DELETE],
    [RemovalPolicy.DESTROY, DELETE],
    [RemovalPolicy.RETAIN, RETAIN],
    [RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE, RETAIN_ON_UPDATE_OR_DELETE],
  ])('%p becomes %p', (removalPolicy, policies) => {
    expect(certificateIn(stackWith({ removalPolicy }).stack)).toMatchObject(policies);
  });

  test.each([
    [RemovalPolicy.DESTROY, DELETE],
    [RemovalPolicy.RETAIN, RETAIN],
    [RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE, RETAIN_ON_UPDATE_OR_DELETE],
  ])('may be applied later: %p becomes %p', (removalPolicy, policies) => {
    const before = removalPolicy === RemovalPolicy.RETAIN ? RemovalPolicy.DESTROY : RemovalPolicy.RETAIN;
    const { stack, certificate } = stackWith({ removalPolicy: before });
    certificate.applyRemovalPolicy(removalPolicy);
    expect(certificateIn(stack)).toMatchObject(policies);
  });

  test('may be that of a whole stack', () => {
    const { stack } = stackWith();
    RemovalPolicies.of(stack).retain();
    expect(certificateIn(stack)).toMatchObject(RETAIN);
  });

  test('does not keep the function, its role and its log group', () => {
    const { stack } = stackWith({ removalPolicy: RemovalPolicy.RETAIN });
    const { Resources } = Template.fromStack(stack).toJSON() as { Resources: Record<string, TemplateResource> };
    expect(Object.values(Resources).filter(({ DeletionPolicy }) => DeletionPolicy === 'Retain').map(({ Type }) => Type)).toEqual([CERTIFICATE_TYPE]);
  });

  test('is no SNAPSHOT', () => {
    expect(() => stackWith({ removalPolicy: RemovalPolicy.SNAPSHOT })).toThrow(NO_SNAPSHOT);
  });

  test('is no SNAPSHOT later either', () => {
    expect(() => stackWith().certificate.applyRemovalPolicy(RemovalPolicy.SNAPSHOT)).toThrow(NO_SNAPSHOT);
  });

  const snapshots: [string, (stack: Stack, resource: CfnResource) => void][] = [
    ['RemovalPolicies of the stack', (stack) => RemovalPolicies.of(stack).snapshot({ applyToResourceTypes: [CERTIFICATE_TYPE] })],
    ['RemovalPolicies of the app', (stack) => RemovalPolicies.of(stack.node.root).snapshot({ applyToResourceTypes: [CERTIFICATE_TYPE] })],
    ['RemovalPolicies of everything', (stack) => RemovalPolicies.of(stack).snapshot()],
    ['the resource', (_, resource) => resource.applyRemovalPolicy(RemovalPolicy.SNAPSHOT)],
    ['the resource, for its deletion', (_, resource) => resource.applyRemovalPolicy(RemovalPolicy.SNAPSHOT, { applyToUpdateReplacePolicy: false })],
    ['the deletion policy', (_, { cfnOptions }) => { cfnOptions.deletionPolicy = CfnDeletionPolicy.SNAPSHOT; }],
    ['the update-replace policy', (_, { cfnOptions }) => { cfnOptions.updateReplacePolicy = CfnDeletionPolicy.SNAPSHOT; }],
    ['an override of the deletion policy', (_, resource) => resource.addOverride('DeletionPolicy', 'Snapshot')],
    ['an override of the update-replace policy', (_, resource) => resource.addOverride('UpdateReplacePolicy', 'Snapshot')],
  ];

  /** With the flag that `cdk init` sets, the CDK refuses snapshots of most types by itself. */
  function whereTheCdkRefusesNone(): { stack: Stack; certificate: HsmClientCertificate } {
    const stack = new Stack(new App({ postCliContext: { '@aws-cdk/core:validateSnapshotRemovalPolicy': false } }), 'Demo');
    return { stack, certificate: new HsmClientCertificate(stack, 'Certificate') };
  }

  test.each(snapshots)('is no SNAPSHOT by way of %s', (_, apply) => {
    const { stack, certificate } = whereTheCdkRefusesNone();
    apply(stack, certificate.node.defaultChild as CfnResource);
    expect(() => Template.fromStack(stack)).toThrow(`[Demo/Certificate] ${NO_SNAPSHOT.message}. RemovalPolicies.of(...).snapshot() has to be limited to other `
      + 'types by applyToResourceTypes or excludeResourceTypes');
  });

  test.each(snapshots)('is refused by the CDK or by this library, where the CDK is told to, by way of %s', (_, apply) => {
    const stack = new Stack(new App({ context: { '@aws-cdk/core:validateSnapshotRemovalPolicy': true } }), 'Demo');
    const certificate = new HsmClientCertificate(stack, 'Certificate');
    expect(() => {
      apply(stack, certificate.node.defaultChild as CfnResource);
      Template.fromStack(stack);
    }).toThrow(/no snapshots of certificates|does not support snapshot removal policy/);
  });

  test.each<[string, (stack: Stack, resource: CfnResource) => void]>([
    ['are for other types', (stack) => RemovalPolicies.of(stack).snapshot({ applyToResourceTypes: ['AWS::RDS::DBInstance'] })],
    ['leave it out', (_, { node }) => RemovalPolicies.of(node.scope!).snapshot({ excludeResourceTypes: [CERTIFICATE_TYPE] })],
    ['are for what has none', (_, { node }) => MissingRemovalPolicies.of(node.scope!).snapshot()],
    ['are overridden', (_, resource) => {
      RemovalPolicies.of(resource.node.scope!).snapshot();
      for (const name of ['DeletionPolicy', 'UpdateReplacePolicy']) resource.addOverride(name, 'Delete');
    }],
    ['are changed again', (stack, { node }) => {
      RemovalPolicies.of(node.scope!).snapshot();
      RemovalPolicies.of(stack).destroy({ priority: 900 });
    }],
  ])('is as it was where snapshots %s', (_, apply) => {
    const { stack, certificate } = whereTheCdkRefusesNone();
    apply(stack, certificate.node.defaultChild as CfnResource);
    expect(certificateIn(stack)).toMatchObject(DELETE);
  });
});

describe('tags that cannot be', () => {
  test.each([
    [{ 'aws:mine': 'x' }, 'the tag key "aws:mine" begins with aws:, a prefix that is reserved by AWS'],
    [{ 'cost#centre': 'x' }, 'the tag key "cost#centre" has a character that is not allowed: letters, digits, spaces and _ . : / = + - @ are allowed'],
    [{ costs: '100%' }, 'the value "100%" of the tag "costs" has a character that is not allowed: letters, digits, spaces and _ . : / = + - @ are allowed'],
    [{ '': 'x' }, 'the tag key "" has 0 characters: 1 to 128 are allowed'],
    [{ 'aws:a': '1', 'b': '#' }, 'the tag key "aws:a" begins with aws:, a prefix that is reserved by AWS; '
      + 'the value "#" of the tag "b" has a character that is not allowed: letters, digits, spaces and _ . : / = + - @ are allowed'],
  ])('are refused at once: %p', (tags, problems) => {
    expect(() => stackWith({ tags: tags as Record<string, string> })).toThrow(new Error(`tags of Demo/Certificate: ${problems}`));
  });
});

describe('isHsmClientCertificate', () => {
  test('is true for a certificate', () => {
    expect(HsmClientCertificate.isHsmClientCertificate(stackWith().certificate)).toBe(true);
  });

  test('is true for one of another copy of the library', () => {
    const Copy = secondCopyOfTheLibrary().HsmClientCertificate;
    const theirs = new Copy(new Stack(new App(), 'Demo'), 'Certificate');
    expect(theirs).not.toBeInstanceOf(HsmClientCertificate);
    expect(HsmClientCertificate.isHsmClientCertificate(theirs)).toBe(true);
  });

  const stack = new Stack(new App(), 'Demo');
  test.each([
    ['a stack', stack],
    ['an imported certificate', HsmClientCertificate.fromHsmClientCertificateIdentifier(stack, 'Theirs', 'theirs')],
    ['the custom resource', new HsmClientCertificate(stack, 'Certificate').node.defaultChild],
    ['an object', {}],
    ['null', null],
    ['undefined', undefined],
    ['a string', 'certificate'],
  ])('is false for %s', (_, value) => {
    expect(HsmClientCertificate.isHsmClientCertificate(value)).toBe(false);
  });
});

test('a certificate is taggable, as its own resource type', () => {
  const { certificate } = stackWith();
  expect(TagManager.of(certificate)).toBe(certificate.cdkTagManager);
  expect(certificate.cdkTagManager.applyTagAspectHere([CERTIFICATE_TYPE], undefined)).toBe(true);
  expect(certificate.cdkTagManager.applyTagAspectHere(undefined, [CERTIFICATE_TYPE])).toBe(false);
});

test('an Aspect may change the custom resource', () => {
  const { stack } = stackWith();
  Aspects.of(stack).add({
    visit: (node) => {
      if (CfnResource.isCfnResource(node) && node.cfnResourceType === CERTIFICATE_TYPE) node.addMetadata('reviewed', true);
    },
  });
  Template.fromStack(stack).hasResource(CERTIFICATE_TYPE, { Metadata: Match.objectLike({ reviewed: true }) });
});

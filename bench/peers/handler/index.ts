import {
  CreateHsmClientCertificateCommand, CreateTagsCommand, DeleteHsmClientCertificateCommand, DeleteTagsCommand, DescribeHsmClientCertificatesCommand,
  RedshiftClient, Tag,
} from '@aws-sdk/client-redshift';

/*
 * A handler of one's own, as a user writes it for `cr.Provider` or the core `CustomResourceProvider`: create, tag and delete,
 * with the SDK of the Lambda runtime, and nothing against what may go wrong.
 */

interface Event {
  readonly RequestType: 'Create' | 'Update' | 'Delete';
  readonly PhysicalResourceId: string;
  readonly ResourceProperties: Properties;
  readonly OldResourceProperties: Properties;
}

interface Context {
  readonly invokedFunctionArn: string;
}

interface Properties {
  readonly Identifier: string;
  readonly Tags: Tag[];
}

const redshift = new RedshiftClient({});

export async function handler(event: Event, { invokedFunctionArn }: Context): Promise<object> {
  const { Identifier: identifier, Tags: tags } = event.ResourceProperties;
  switch (event.RequestType) {
    case 'Create': {
      const { HsmClientCertificate: made } = await redshift.send(
        new CreateHsmClientCertificateCommand({ HsmClientCertificateIdentifier: identifier, Tags: tags }));
      return { PhysicalResourceId: identifier, Data: { PublicKey: made?.HsmClientCertificatePublicKey } };
    }
    case 'Update': {
      const [, partition, , region, account] = invokedFunctionArn.split(':');
      const arn = `arn:${partition}:redshift:${region}:${account}:hsmclientcertificate:${identifier}`;
      const surplus = event.OldResourceProperties.Tags.map(({ Key }) => Key!).filter((key) => !tags.some(({ Key }) => Key === key));
      if (surplus.length) await redshift.send(new DeleteTagsCommand({ ResourceName: arn, TagKeys: surplus }));
      await redshift.send(new CreateTagsCommand({ ResourceName: arn, Tags: tags }));
      const { HsmClientCertificates: [found] = [] } = await redshift.send(
        new DescribeHsmClientCertificatesCommand({ HsmClientCertificateIdentifier: identifier }));
      return { Data: { PublicKey: found?.HsmClientCertificatePublicKey } };
    }
    case 'Delete':
      await redshift.send(new DeleteHsmClientCertificateCommand({ HsmClientCertificateIdentifier: event.PhysicalResourceId }));
      return {};
  }
}

import type { Query } from './query-protocol';
import type { RedshiftHsm } from './redshift-hsm';

/** Has Redshift do what a query asks for, but create a certificate: only that needs a public key, which each caller makes in its own way. */
export function perform(hsm: RedshiftHsm, { action, input }: Exclude<Query, { action: 'CreateHsmClientCertificate' }>): object | void {
  switch (action) {
    case 'DescribeHsmClientCertificates': return hsm.describeHsmClientCertificates(input);
    case 'DeleteHsmClientCertificate': return hsm.deleteHsmClientCertificate(input);
    case 'CreateHsmConfiguration': return hsm.createHsmConfiguration(input);
    case 'DescribeHsmConfigurations': return hsm.describeHsmConfigurations(input);
    case 'DeleteHsmConfiguration': return hsm.deleteHsmConfiguration(input);
    case 'CreateTags': return hsm.createTags(input);
    case 'DeleteTags': return hsm.deleteTags(input);
    case 'DescribeTags': return hsm.describeTags(input);
    case 'DescribeClusters': return hsm.describeClusters(input);
  }
}

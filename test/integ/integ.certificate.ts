import { ExpectedResult, IntegTest, Match } from '@aws-cdk/integ-tests-alpha';
import { App, CfnOutput, Stack } from 'aws-cdk-lib';
import { StringParameter } from 'aws-cdk-lib/aws-ssm';
import { HsmClientCertificate } from '../../src';
import { OWNER_TAG } from '../../src/private/contract';

/*
 * The role of the library's function is enough: it assumes that the tags of a Create are judged on the ARN of the certificate, which AWS
 * does not publish. A generated name of 63 characters, the longest that there are, is taken; the certificate that Redshift makes can be parsed.
 */

const app = new App();
const stack = new Stack(app, 'CdkRedshiftHsmCertificate', { tags: { 'of-the-stack': 'yes' } });
const certificate = new HsmClientCertificate(stack, 'WithAsLongAGeneratedNameAsThereIs', { tags: { team: 'security', empty: '' } });

const publicKey = new StringParameter(stack, 'PublicKeyParameter', { stringValue: certificate.hsmClientCertificatePublicKey });
const attributes = new StringParameter(stack, 'Attributes', {
  stringValue: stack.toJsonString({
    fingerprintMd5: certificate.hsmClientCertificateFingerprintMd5,
    fingerprintSha256: certificate.hsmClientCertificateFingerprintSha256,
    subjectCommonName: certificate.hsmClientCertificateSubjectCommonName,
    notAfter: certificate.hsmClientCertificateNotAfter,
  }),
});
new CfnOutput(stack, 'Identifier', { value: certificate.hsmClientCertificateIdentifier });
new CfnOutput(stack, 'WhatRedshiftPutsIntoACertificate', { value: attributes.stringValue });

const { assertions } = new IntegTest(app, 'Certificate', { testCases: [stack] });

const tags = { 'of-the-stack': 'yes', 'team': 'security', 'empty': '', [OWNER_TAG]: Match.stringLikeRegexp(`^stack/${stack.stackName}/`) };
for (const [Key, Value] of Object.entries(tags)) { // the order of tags is not published, so each is looked for by itself
  assertions.awsApiCall('redshift', 'describeHsmClientCertificates', {
    HsmClientCertificateIdentifier: certificate.hsmClientCertificateIdentifier,
    TagKeys: [Key],
  }).expect(ExpectedResult.objectLike({
    HsmClientCertificates: [Match.objectLike({
      HsmClientCertificateIdentifier: Match.stringLikeRegexp('^cdkredshifthsmcertif-.{22}-[0-9a-f]{10}-[0-9a-f]{8}$'),
      Tags: Match.arrayWith([Match.objectLike({ Key, Value })]),
    })],
  }));
}

assertions.awsApiCall('ssm', 'getParameter', { Name: publicKey.parameterName })
  .expect(ExpectedResult.objectLike({ Parameter: { Value: Match.stringLikeRegexp('^-----BEGIN CERTIFICATE-----') } }));

assertions.awsApiCall('ssm', 'getParameter', { Name: attributes.parameterName })
  .expect(ExpectedResult.objectLike({
    Parameter: {
      Value: Match.serializedJson({
        fingerprintMd5: Match.stringLikeRegexp('^([0-9A-F]{2}:){15}[0-9A-F]{2}$'),
        fingerprintSha256: Match.stringLikeRegexp('^([0-9A-F]{2}:){31}[0-9A-F]{2}$'),
        subjectCommonName: Match.stringLikeRegexp('^(?!unknown$).+$'),
        notAfter: Match.stringLikeRegexp('^\\d{4}-\\d{2}-\\d{2}T'),
      }),
    },
  }));

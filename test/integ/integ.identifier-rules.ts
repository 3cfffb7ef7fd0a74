import { ExpectedResult, IntegTest } from '@aws-cdk/integ-tests-alpha';
import { App, ArnFormat, CfnOutput, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Code, Function, Runtime } from 'aws-cdk-lib/aws-lambda';
import { LogGroup } from 'aws-cdk-lib/aws-logs';

/*
 * Which identifiers Redshift takes, and whether the case of letters counts. Neither is published. Where the library assumes an answer,
 * that is an assertion; every answer is an output of the assertions' stack.
 */

/** Creates a certificate without tags, says what it is called or why it was refused, and deletes it; asks for another one in between. */
const ASK = `
  const { RedshiftClient, CreateHsmClientCertificateCommand, DeleteHsmClientCertificateCommand } = require('@aws-sdk/client-redshift');
  const redshift = new RedshiftClient();

  exports.handler = async function ask({ identifier: HsmClientCertificateIdentifier, another }) {
    let created;
    try {
      created = (await redshift.send(new CreateHsmClientCertificateCommand({ HsmClientCertificateIdentifier }))).HsmClientCertificate;
    } catch (error) {
      return 'refused: ' + error.name + ': ' + error.message;
    }
    try {
      if (another) return 'another one is ' + await ask({ identifier: another });
      return 'taken as ' + created.HsmClientCertificateIdentifier;
    } finally {
      await redshift.send(new DeleteHsmClientCertificateCommand({ HsmClientCertificateIdentifier: created.HsmClientCertificateIdentifier }));
    }
  };
`;

const app = new App();
const stack = new Stack(app, 'CdkRedshiftHsmIdentifierRules');
const ask = new Function(stack, 'Ask', {
  runtime: Runtime.NODEJS_24_X,
  handler: 'index.handler',
  code: Code.fromInline(ASK),
  logGroup: new LogGroup(stack, 'Log', { removalPolicy: RemovalPolicy.DESTROY }),
});
ask.addToRolePolicy(new PolicyStatement({
  actions: ['redshift:CreateHsmClientCertificate', 'redshift:DeleteHsmClientCertificate'],
  resources: ['i', 'integ*', 'Integ*', '1-integ'].map((resourceName) => stack.formatArn({
    service: 'redshift', resource: 'hsmclientcertificate', resourceName, arnFormat: ArnFormat.COLON_RESOURCE_NAME,
  })),
}));

const { assertions } = new IntegTest(app, 'IdentifierRules', { testCases: [stack] });

function question(id: string, payload: { identifier: string; another?: string }, assumed?: string): void {
  const answer = assertions.invokeFunction({ functionName: ask.functionName, payload: JSON.stringify(payload) });
  if (assumed !== undefined) answer.assertAtPath('Payload', ExpectedResult.stringLikeRegexp(assumed));
  new CfnOutput(Stack.of(answer), id, { value: answer.getAttString('Payload') });
}

const generated = 'integ-'.padEnd(63, 'a');
question('AsLongAsAGeneratedOne', { identifier: generated }, `^taken as ${generated}$`);
question('WithACapitalLetter', { identifier: 'Integ-capital' }, '^taken as [Ii]nteg-capital$');
question('ThatDiffersInCaseFromAnother', { identifier: 'integ-case', another: 'Integ-case' }, 'HsmClientCertificateAlreadyExistsFault');
question('Of1Character', { identifier: 'i' });
question('Of64Characters', { identifier: 'integ-'.padEnd(64, 'a') });
question('Of255Characters', { identifier: 'integ-'.padEnd(255, 'a') });
question('Of256Characters', { identifier: 'integ-'.padEnd(256, 'a') });
question('ThatBeginsWithADigit', { identifier: '1-integ' });
question('ThatEndsInAHyphen', { identifier: 'integ-' });
question('WithTwoHyphensInARow', { identifier: 'integ--two' });
question('WithAnUnderscore', { identifier: 'integ_underscore' });
question('WithADot', { identifier: 'integ.dot' });

import { ExpectedResult, IntegTest, Match } from '@aws-cdk/integ-tests-alpha';
import { App, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Code, Function, Runtime } from 'aws-cdk-lib/aws-lambda';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { StringParameter } from 'aws-cdk-lib/aws-ssm';

/*
 * Which properties CloudFormation sends with the Delete of a custom resource that an Update has replaced: those that it was made with, or
 * the new ones. That is not published. It is asked with a custom resource that does nothing, in a stack that the assertions make.
 */

const [OLD, NEW] = ['the-old-one', 'the-new-one'];

/** Answers every request. The physical id is the property `Identifier`, so a changed one is a replacement. */
const ANSWER = `
  const { SSMClient, PutParameterCommand } = require('@aws-sdk/client-ssm');
  const ssm = new SSMClient();

  exports.handler = async ({ RequestType, RequestId, StackId, LogicalResourceId, ResponseURL, ResourceProperties, ...event }) => {
    if (RequestType === 'Delete' && event.PhysicalResourceId === '${OLD}') {
      await ssm.send(new PutParameterCommand({ Name: process.env.PARAMETER, Value: ResourceProperties.Identifier, Overwrite: true }));
    }
    const PhysicalResourceId = RequestType === 'Delete' ? event.PhysicalResourceId : ResourceProperties.Identifier;
    const body = JSON.stringify({ Status: 'SUCCESS', PhysicalResourceId, RequestId, StackId, LogicalResourceId });
    const { status } = await fetch(ResponseURL, { method: 'PUT', body: Buffer.from(body) });
    if (status !== 200) throw new Error('CloudFormation replied with ' + status);
  };
`;

const TEMPLATE = {
  Parameters: { ServiceToken: { Type: 'String' }, Identifier: { Type: 'String' } },
  Resources: {
    Replaced: { Type: 'Custom::Replaced', Properties: { ServiceToken: { Ref: 'ServiceToken' }, Identifier: { Ref: 'Identifier' }, ServiceTimeout: 60 } },
  },
};

const app = new App();
const stack = new Stack(app, 'CdkRedshiftHsmDeleteAfterReplacement');
const identifierInDelete = new StringParameter(stack, 'IdentifierInDelete', { stringValue: 'no Delete yet' });
const answer = new Function(stack, 'Answer', {
  runtime: Runtime.NODEJS_24_X,
  handler: 'index.handler',
  code: Code.fromInline(ANSWER),
  environment: { PARAMETER: identifierInDelete.parameterName },
  logGroup: new LogGroup(stack, 'Log', { removalPolicy: RemovalPolicy.DESTROY }),
});
identifierInDelete.grantWrite(answer);
const role = new Role(stack, 'Role', { assumedBy: new ServicePrincipal('cloudformation.amazonaws.com') });
answer.grantInvoke(role);

const { assertions } = new IntegTest(app, 'DeleteAfterReplacement', { testCases: [stack] });
const StackName = `${stack.stackName}-Replaced`;
const parameters = (identifier: string): object[] => [
  { ParameterKey: 'ServiceToken', ParameterValue: answer.functionArn },
  { ParameterKey: 'Identifier', ParameterValue: identifier },
];
const reached = (status: string, name: string) => assertions.awsApiCall('cloudformation', 'describeStacks', { StackName: name })
  .expect(ExpectedResult.objectLike({ Stacks: [Match.objectLike({ StackStatus: status })] }))
  .waitForAssertions();

const create = assertions.awsApiCall('cloudformation', 'createStack', {
  StackName, TemplateBody: JSON.stringify(TEMPLATE), RoleARN: role.roleArn, Parameters: parameters(OLD),
});
create.provider.addToRolePolicy({ Effect: 'Allow', Action: ['iam:PassRole'], Resource: [role.roleArn] });

create
  .next(reached('CREATE_COMPLETE', StackName))
  .next(assertions.awsApiCall('cloudformation', 'updateStack', { StackName, UsePreviousTemplate: true, Parameters: parameters(NEW) }))
  .next(reached('UPDATE_COMPLETE', StackName))
  .next(assertions.awsApiCall('ssm', 'getParameter', { Name: identifierInDelete.parameterName })
    .expect(ExpectedResult.objectLike({ Parameter: { Value: OLD } })))
  .next(assertions.awsApiCall('cloudformation', 'deleteStack', { StackName }))
  .next(reached('DELETE_COMPLETE', create.getAttString('StackId'))); // a stack that is deleted is not found by its name

import { parseStackId } from '../../../lambda/custom-resource/stack-id';

const UUID = '0a1b2c3d-4e5f-11ee-8c99-0242ac120002';

test.each([
  ['aws', 'us-east-1', 'Demo'],
  ['aws-us-gov', 'us-gov-west-1', 'Parent-Nested1234-ABCDEF'],
  ['aws-cn', 'cn-north-1', 'S'.repeat(128)],
])('the parts of the id of a stack in %s', (partition, region, name) => {
  expect(parseStackId(`arn:${partition}:cloudformation:${region}:123456789012:stack/${name}/${UUID}`)).toEqual({
    partition, region, account: '123456789012', name, uuid: UUID,
  });
});

test.each([
  [''],
  ['Demo'],
  ['arn:aws:cloudformation:us-east-1:123456789012:stack/Demo'],
  [`arn:aws:cloudformation:us-east-1:123456789012:stack/Demo/${UUID}/more`],
  [`not-arn:aws:cloudformation:us-east-1:123456789012:stack/Demo/${UUID}`],
  [`arn:aws:cloudformation:us-east-1:123456789012:changeSet/Demo/${UUID}`],
  [`arn:aws:cloudformation::123456789012:stack/Demo/${UUID}`],
  [`arn:aws:s3:us-east-1:123456789012:stack/Demo/${UUID}`],
])('what is no id of a stack is refused: %s', (id) => {
  expect(() => parseStackId(id)).toThrow(`StackId of the request is ${JSON.stringify(id)}, not the ARN of a CloudFormation stack`);
});

import { hang } from '../../../local-redshift/injected-faults';
import { Action } from '../../../local-redshift/query-protocol';
import { CloudFormationEvent, createEvent, deleteEvent, properties, updateEvent } from '../cloudformation-events';
import { InProcessFunction } from '../in-process-function';
import { OWN } from '../owner-tags';

const CREATE = createEvent(properties('one', { b: '2' }));
const UPDATE = updateEvent('one', properties('one', { b: '2' }), properties('one', { a: '1' }));
const DELETE = deleteEvent('one', properties('one'));

let fn: InProcessFunction;

beforeEach(() => {
  fn = new InProcessFunction();
});

test.each<[Action, string, CloudFormationEvent]>([
  ['CreateHsmClientCertificate', 'Create', createEvent(properties('new'))],
  ['DescribeHsmClientCertificates', 'Create', CREATE],
  ['DescribeHsmClientCertificates', 'Update', UPDATE],
  ['DeleteTags', 'Update', UPDATE],
  ['CreateTags', 'Update', UPDATE],
  ['DescribeHsmClientCertificates', 'Delete', DELETE],
  ['DeleteHsmClientCertificate', 'Delete', DELETE],
])('%s never responds in a %s: when the time of the invocation is over it is not tried again', async (action, _, event) => {
  fn.timeout = 100_000;
  fn.redshift.hsm.seed('one', { tags: { a: '1', ...OWN } });
  fn.redshift.faults.untilRemoved(action, hang());
  const words = new RegExp(`timed out after 55 seconds: redshift:${action} on .* failed: no response within 10 seconds \\(TimeoutError\\)$`);
  const { response, seconds, sent } = await fn.invoke(event);
  expect({ response, seconds }).toMatchObject({ response: { Status: 'FAILED', Reason: expect.stringMatching(words) }, seconds: 55 });
  expect(sent.at(-1)).toMatch(new RegExp(`^${action}`));
  await fn.clock.sleep(600_000);
  expect(fn.redshift.calls).toHaveLength(sent.length);
});

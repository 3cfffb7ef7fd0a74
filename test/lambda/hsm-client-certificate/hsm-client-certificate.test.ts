import { hang } from '../../local/injected-faults';
import { Action } from '../../local/query-protocol';
import { CloudFormationEvent, createEvent, deleteEvent, properties, updateEvent } from '../cloudformation-events';
import { InProcessFunction } from '../in-process-function';
import { OURS } from '../owner-tags';

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
])('%s never answers in a %s: when the time of the run is over it is not tried again', async (action, _, event) => {
  fn.timeout = 100_000;
  fn.redshift.hsm.seed('one', { tags: { a: '1', ...OURS } });
  fn.redshift.faults.untilRemoved(action, hang());
  const words = new RegExp(`given up after 55 seconds, as .*: redshift:${action} on .* failed: no answer within 10 seconds \\(TimeoutError\\)$`);
  const { answer, seconds, sent } = await fn.invoke(event);
  expect({ answer, seconds }).toMatchObject({ answer: { Status: 'FAILED', Reason: expect.stringMatching(words) }, seconds: 55 });
  expect(sent.at(-1)).toMatch(new RegExp(`^${action}`));
  await fn.clock.sleep(600_000);
  expect(fn.redshift.calls).toHaveLength(sent.length);
});

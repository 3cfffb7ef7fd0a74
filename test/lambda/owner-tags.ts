import { CloudFormationEvent, LOGICAL_ID, STACK_UUID } from './cloudformation-events';
import { OWNER_TAG } from '../../src/private/contract';

/** The owner tag of what a request made for the resource of the events. */
export function createdBy({ RequestId }: Pick<CloudFormationEvent, 'RequestId'>): { [OWNER_TAG]: string } {
  return { [OWNER_TAG]: `stack/Demo/${STACK_UUID}/${LOGICAL_ID}/${RequestId}` };
}

/** The owner tag of what the resource has made earlier. */
export const OWN = createdBy({ RequestId: '11111111-1111-1111-1111-111111111111' });

const REQUEST = '22222222-2222-2222-2222-222222222222';

/** Owners that are not the resource of the events, with what a reason or a warning has to say of them. */
export const OTHERS = {
  anotherConstruct: { tag: `stack/Demo/${STACK_UUID}/Moved12345678/${REQUEST}`, words: /Moved12345678 of this stack.*logical id \(overrideLogicalId\)/ },
  anEarlierStack: { tag: `stack/Demo/ffffffff-4e5f-11ee-8c99-0242ac120002/${LOGICAL_ID}/${REQUEST}`, words: /an earlier stack of this name/ },
  anotherStack: { tag: `stack/Payroll/${STACK_UUID}/${LOGICAL_ID}/${REQUEST}`, words: /stack Payroll/ },
  garbage: { tag: 'the payroll team', words: /an unknown owner: .*the payroll team/ },
  empty: { tag: '', words: /an unknown owner: / },
} as const;

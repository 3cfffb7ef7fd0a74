import { CloudFormation, Deployment, isEqual, Operation, Rollback } from './cloudformation';
import { kindOf, PARTITIONS } from './kinds';
import { Option } from './option';
import { Properties, Resource, Stack, Template, State } from './state';

/** The one resource of the stack whose life is explored. */
const LOGICAL_ID = 'Certificate';
const STACK_NAME = 'app';

const TAGS = [
  [{ Key: 'team', Value: 'data' }, { Key: 'stage', Value: 'test' }],
  [{ Key: 'team', Value: 'security' }],
] as const;

/** The public key of another certificate, which nobody has. */
const ANOTHER_KEY = 'another key';

/** Names given by the user; the generated one is the third. */
const GIVEN = ['alpha', 'beta'] as const;

/** What the user can do next with the stack. Each costs one of the operations, but for what ends the stack when there are no more. */
export function operationsOfUser(state: State, cloudFormation: CloudFormation): Option[] {
  const stack = state.stacks.at(-1);
  if (!stack || stack.status === 'DELETE_COMPLETE') return state.budget.operations > 0 ? creations(state, cloudFormation) : [];
  if (cloudFormation.operations.some((operation) => operation.stack === stack)) return [];

  const [resource] = stack.resources;
  const one = (name: string, tags: Properties['Tags'], partition = resource?.properties.Partition): Template => withOne(state, name, tags, partition);
  const generated = generatedName(state, stack, resource?.properties.Partition);
  const does = (words: string, work: (operation: Operation) => Promise<void>, rollback?: Rollback): Option[] =>
    costly(state, words, () => cloudFormation.begin(stack, words, work, rollback));
  const registered = stack.registrations.at(0)?.stated;
  const deploys = (what: string, template: Template, rollback?: Rollback, deployment: Deployment = { stated: registered }): Option[] =>
    does(what, async (operation) => cloudFormation.update(operation, template, deployment), rollback);
  const deletes = (retained: boolean, isFree: boolean): Option[] => {
    const words = `deletes the stack${retained ? ', and retains its resource' : ''}`;
    const work = async (operation: Operation): Promise<void> => cloudFormation.delete(operation, retained);
    const option = { words: () => words, happens: () => cloudFormation.begin(stack, words, work) };
    return isFree ? [option] : costly(state, words, option.happens);
  };
  const ends = (): Option[] => deletes(false, state.budget.operations === 0);

  switch (stack.status) {
    case 'COMPLETE': {
      if (!resource) return [GIVEN[0], generated].flatMap((name) => deploys(`adds ${name}`, one(name, TAGS[0]))).concat(ends());
      const { Identifier: name, Tags, AdoptExisting } = resource.properties;
      const others = [...GIVEN, generated].filter((other) => other !== name);
      const changed = [one(name, TAGS[0]), one(name, TAGS[1])].find((template) => !isEqual(template.get(LOGICAL_ID)!, resource.properties))!;
      return [
        ...deploys('changes the tags', changed, 'either'),
        ...changedPartition(state, stack, resource).flatMap((template) => deploys('changes the partition', template)),
        // CloudFormation refuses a replacement in a deployment without rollback.
        ...others.flatMap((other) => deploys(`renames it to ${other}`, one(other, Tags))),
        ...(registered === undefined ? [] : others.flatMap((other) => deploys(`renames it to ${other}, and states no fingerprint`, one(other, Tags), 'enabled', {}))),
        ...statements(state, resource, registered).flatMap(([what, stated]) => deploys(what, same(resource), 'enabled', { stated })),
        ...(AdoptExisting ? deploys('leaves adoptExisting out', new Map([[LOGICAL_ID, { Identifier: name, Tags }]])) : []),
        ...deploys('removes it', new Map(), 'enabled', {}),
        ...deploys('removes it, and retains it', new Map(), 'enabled', { retained: true }),
        ...ends(),
      ];
    }
    case 'FAILED': return [
      ...(resource ? deploys('deploys the same again', same(resource), 'disabled') : []),
      ...does('rolls back', async (operation) => cloudFormation.rollBack(operation)),
      ...ends(),
    ];
    case 'UPDATE_ROLLBACK_FAILED': return [
      ...does('continues the rollback', async (operation) => cloudFormation.rollBack(operation)),
      ...does('continues the rollback, and skips the resource', async (operation) => {
        cloudFormation.skip(operation);
        await cloudFormation.rollBack(operation);
      }),
      ...ends(),
    ];
    case 'ROLLBACK_FAILED':
    case 'DELETE_FAILED': return [...deletes(false, false), ...deletes(true, true)];
  }
}

function creations(state: State, cloudFormation: CloudFormation): Option[] {
  return ([[GIVEN[0], () => GIVEN[0]], ['a generated name', (stack: Stack) => generatedName(state, stack)]] as const).flatMap(([what, name]) => {
    const creates = (words: string, rollback: Rollback, stated?: string): Option[] => costly(state, words, () => {
      const stack = cloudFormation.newStack(STACK_NAME);
      const template = withOne(state, name(stack), TAGS[0]);
      cloudFormation.begin(stack, words, async (operation) => cloudFormation.create(operation, template, stated), rollback);
    });
    const words = `creates the stack with ${what}`;
    const stated = state.circumstances.registers ? [state.redshift.find(what)?.publicKey ?? [], ANOTHER_KEY].flat() : [];
    return [...creates(words, 'either'), ...stated.flatMap((key) => creates(`${words}, and states that of ${key}`, 'enabled', key))];
  });
}

function costly({ budget }: State, words: string, happens: () => void): Option[] {
  if (budget.operations === 0) return [];
  return [{
    words: () => words,
    happens: () => {
      budget.operations--;
      happens();
    },
  }];
}

function generatedName({ circumstances }: State, { uuid }: Stack, partition?: string): string {
  return ['app-certificate', kindOf(circumstances).nameOf(partition), uuid].filter((part) => part !== undefined).join('-');
}

function same({ properties }: Resource): Template {
  return new Map([[LOGICAL_ID, properties]]);
}

/** What a template can state of the fingerprint that was registered, if it does not. */
function statements(
  { circumstances }: State, { publicKey }: Resource, registered: string | undefined,
): ReadonlyArray<readonly [string, string | undefined]> {
  if (!circumstances.registers) return [];
  const others = [['states the fingerprint of its certificate', publicKey], ['states another fingerprint', ANOTHER_KEY], ['states no fingerprint', undefined]] as const;
  return others.filter(([, stated]) => stated !== registered);
}

/** What is changed of a configuration changes its generated name; with a name of the user's own it fails. */
function changedPartition(state: State, stack: Stack, { properties: { Identifier, Tags, Partition = PARTITIONS[0] } }: Resource): Template[] {
  const other = kindOf(state.circumstances).partitions.find((one) => one !== Partition);
  if (other === undefined) return [];
  const isGenerated = Identifier === generatedName(state, stack, Partition);
  return [withOne(state, isGenerated ? generatedName(state, stack, other) : Identifier, Tags, other)];
}

/** It asks to adopt what the user finds there. */
function withOne({ circumstances: { adopts }, redshift }: State, Identifier: string, Tags: Properties['Tags'], Partition?: string): Template {
  const isAdopted = Identifier === adopts && redshift.find(Identifier) !== undefined;
  return new Map([[LOGICAL_ID, { Identifier, Tags, ...(isAdopted && { AdoptExisting: true }), ...(Partition !== undefined && { Partition }) }]]);
}

import { byTurns, Row, show, spread, Spread, table } from './measure';
import { ALL, Name, OURS } from './peers/names';
import type { Capacity, SynthRun, Synthesized } from './synth-process';
import { Workspace } from './workspace';
import { SERVER_CERTIFICATE } from '../local-redshift/hsm-server-certificate';

const COUNTS = [1, 10, 100, 400];

const WITH_CONFIGURATIONS = 150;

/** A stack that has more certificates has no room for an output for each. */
const MOST_OUTPUTS = 200;

/** Newer versions of the CDK validate every template unless they are told not to; older ones know nothing of it. */
const MODES: Readonly<Record<string, NodeJS.ProcessEnv>> = { 'CDK_VALIDATION=false': { CDK_VALIDATION: 'false' }, 'CDK_VALIDATION not set': {} };

const EMPTY = 'an empty app';

/** What was measured for one number of certificates, by whose they are. */
interface Figures {
  readonly count: number;
  readonly synthesized: Readonly<Record<string, Synthesized[]>>;
}

/** Whole processes that synthesize a stack with certificates: time and memory above an empty app, and what comes out. */
export async function synth(workspace: Workspace, rounds: number): Promise<object> {
  const capacities = await capacitiesOfAll(workspace);
  const results: Record<string, Figures[]> = {};
  for (const [mode, environment] of Object.entries(MODES)) {
    results[mode] = [];
    for (const count of COUNTS) {
      const synthesis = (whose?: Name) => async (): Promise<Synthesized> =>
        JSON.parse(await runSynth(workspace, { whose, count, outputs: count <= MOST_OUTPUTS }, environment));
      const fitting = ALL.filter((name) => capacities[name].withoutOutputs.count >= count);
      const things = Object.fromEntries(fitting.map((name) => [name, synthesis(name)]));
      results[mode].push({ count, synthesized: await byTurns(rounds, { [EMPTY]: synthesis(), ...things }) });
    }
    print(`milliseconds above an empty app, ${mode}`, results[mode], (own, empty, count) => {
      const above = aboveEmpty('milliseconds', own, empty);
      return `${show(above)}, ${(above.median / count).toFixed(2)} each`;
    });
    print(`processor milliseconds above an empty app, ${mode}`, results[mode], (own, empty) => show(aboveEmpty('processorMilliseconds', own, empty)));
    print(`megabytes above an empty app, ${mode}`, results[mode], (own, empty) => show(aboveEmpty('megabytes', own, empty)));
  }
  const both = await certificatesAndConfigurations(workspace, rounds);
  print('bytes of template (resources)', Object.values(results)[0], ([{ templateBytes, resources }]) => `${templateBytes} (${resources})`);
  const most = ({ count, quota }: Capacity): string => `${count} (${quota})`;
  console.log(table(ALL.map((name): Row => ({
    'most certificates in a stack (quota)': name,
    'with an output each': most(capacities[name].withOutputs),
    'without outputs': most(capacities[name].withoutOutputs),
  }))));
  return { capacities, results, both };
}

/** What configurations cost beside as many certificates. */
async function certificatesAndConfigurations(workspace: Workspace, rounds: number): Promise<Record<string, Synthesized[]>> {
  const synthesis = (configurations?: SynthRun['configurations']) => async (): Promise<Synthesized> =>
    JSON.parse(await runSynth(workspace, { whose: OURS, count: WITH_CONFIGURATIONS, outputs: false, configurations }));
  const both = await byTurns(rounds, {
    [`${WITH_CONFIGURATIONS} certificates`]: synthesis(),
    [`${WITH_CONFIGURATIONS} certificates and ${WITH_CONFIGURATIONS} configurations`]: synthesis({ count: WITH_CONFIGURATIONS, serverCertificate: SERVER_CERTIFICATE }),
  });
  console.log(`${table(Object.entries(both).map(([what, each]): Row => ({
    'whole process': what,
    'milliseconds': show(spread(each.map(({ milliseconds }) => milliseconds))),
    'megabytes': show(spread(each.map(({ megabytes }) => megabytes))),
    'bytes of template (resources)': `${each[0].templateBytes} (${each[0].resources})`,
  })))}\n`);
  return both;
}

async function capacitiesOfAll(workspace: Workspace): Promise<Record<Name, { withOutputs: Capacity; withoutOutputs: Capacity }>> {
  const of = async (whose: Name, outputs: boolean): Promise<Capacity> => JSON.parse(await runSynth(workspace, { whose, outputs }));
  const all = ALL.map(async (name) => [name, { withOutputs: await of(name, true), withoutOutputs: await of(name, false) }] as const);
  return Object.fromEntries(await Promise.all(all)) as Record<Name, { withOutputs: Capacity; withoutOutputs: Capacity }>;
}

async function runSynth(workspace: Workspace, told: SynthRun, environment?: NodeJS.ProcessEnv): Promise<string> {
  return workspace.run('synth-process', told, environment);
}

function aboveEmpty(figure: 'milliseconds' | 'processorMilliseconds' | 'megabytes', own: readonly Synthesized[], empty: readonly Synthesized[]): Spread {
  const { median } = spread(empty.map((each) => each[figure]));
  return spread(own.map((each) => each[figure] - median));
}

function print(
  heading: string, figures: readonly Figures[], cell: (own: readonly Synthesized[], empty: readonly Synthesized[], count: number) => string,
): void {
  console.log(`${table(figures.map(({ count, synthesized }): Row => ({
    [heading]: count,
    ...Object.fromEntries(ALL.map((name) => [name, synthesized[name] ? cell(synthesized[name], synthesized[EMPTY], count) : 'too many'])),
  })))}\n`);
}

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { satisfies, valid } from 'semver';
import { parse } from 'yaml';

const ROOT = join(__dirname, '..', '..', '..');
const WORKFLOWS = join(ROOT, '.github', 'workflows');

interface Step {
  readonly uses?: string;
  readonly run?: string;
  readonly env?: Readonly<Record<string, string>>;
}

interface Job {
  readonly permissions?: Readonly<Record<string, string>>;
  readonly environment?: string;
  readonly steps: readonly Step[];
}

interface Workflow {
  readonly permissions?: unknown;
  readonly jobs: Readonly<Record<string, Job>>;
}

const workflows = readdirSync(WORKFLOWS).map((name): [string, Workflow] => [name, parse(readFileSync(join(WORKFLOWS, name), 'utf8'))]);
const jobs = workflows.flatMap(([file, workflow]) => Object.entries(workflow.jobs).map(([id, job]): [string, Job] => [`${file} ${id}`, job]));
const release = Object.fromEntries(workflows)['release.yml'].jobs;
const locked: Readonly<Record<string, { readonly version: string } | undefined>> =
  JSON.parse(readFileSync(join(ROOT, 'package-lock.json'), 'utf8')).packages;

/** What `npx` would have to fetch in whatever version there is. */
function unpinned(command: string): string[] {
  const words = command.replaceAll('\'', '').split(/\s+/);
  const packages = words.flatMap((word, i) => {
    if (word !== 'npx') return [];
    const options = words.slice(i + 1);
    return [options[0] === '-p' ? options[1] : options[0]];
  });
  return packages.filter((each) => {
    const [, name, range = '*'] = /^(@?[^@]+)(?:@(.+))?$/.exec(each)!;
    const { version } = locked[`node_modules/${name}`] ?? {}; // npx takes what `npm ci` has installed
    return !valid(range) && !(version !== undefined && satisfies(version, range));
  });
}

test.each([
  ['npx projen build', []],
  ['npx projen@0 build', []],
  ['npx projen@99 build', ['projen@99']],
  ['npx \'-p\' \'publib@0.2.1061\' \'publib-npm\'', []],
  ['npx \'-p\' \'publib@latest\' \'publib-npm\'', ['publib@latest']],
  ['cd .repo && npx publib', ['publib']],
  ['npx -p @cdklabs/publib@^1 x', ['@cdklabs/publib@^1']],
])('of %p, npx would fetch %p in any version', (command, packages) => {
  expect(unpinned(command)).toEqual(packages);
});

describe.each(jobs)('%s', (name, job) => {
  const steps = job.steps.filter(({ run }) => run !== undefined);

  test('runs actions of a commit only', () => {
    for (const { uses } of job.steps) if (uses !== undefined) expect(uses).toMatch(/^[\w-]+\/[\w/-]+@[0-9a-f]{40}$/);
  });

  test('fetches no program in whatever version there is', () => {
    for (const { run } of steps) {
      expect(unpinned(run!)).toEqual([]);
      expect(run).not.toMatch(/npm (i|install|add|exec)\b|\bnpm x\b|pip3? install|pipx|\buvx?\b|\bcurl\b|\bwget\b|go install|dotnet tool/);
    }
  });

  test('may write only what is its task', () => {
    const mayWrite: Record<string, string[]> = {
      'codeql.yml analyze': ['security-events'],
      'release.yml release_github': ['contents'], // the tag, and the release on GitHub
      'release.yml release_npm': ['id-token'], // by which the registry knows the workflow
      'release.yml release_pypi': ['id-token'],
      'release.yml release_nuget': ['id-token'],
    };
    expect(job.permissions).toBeDefined(); // or it has those of the repository
    const written = Object.entries(job.permissions!).filter(([, access]) => access !== 'read').map(([permission]) => permission);
    expect(written).toEqual(mayWrite[name] ?? []);
  });

  test('names no registry', () => {
    for (const { env } of job.steps) expect(Object.keys(env ?? {})).not.toContain('NPM_REGISTRY');
  });
});

test('what is published is built by installed tools alone, with nothing run between the build and its upload', () => {
  const lines = release.release.steps.flatMap(({ run }) => run?.split('\n') ?? []);
  expect(lines.filter((line) => /\b(npm|npx|node|python3?|pip3?)\b/.test(line))).toEqual(['npm ci', 'npx projen release']);
});

test('a pull request is deployed locally, in the job that runs all checks', () => {
  const { check } = Object.fromEntries(workflows)['build.yml'].jobs;
  expect(check.steps.map(({ run }) => run)).toContain('.ci/run');
  expect(readFileSync(join(ROOT, '.ci', 'run'), 'utf8')).toMatch(/^step npm run test:local$/m);
});

describe.each(Object.entries(release).filter(([id]) => id !== 'release'))('%s', (id, job) => {
  test('waits for what protects the environment of a release', () => {
    expect(job.environment).toBe('release');
  });

  if (id !== 'release_github') {
    test('publishes with tools as they were on one day', () => {
      const [publishing] = job.steps.filter(({ run }) => run?.includes('publib'));
      const { NPM_CONFIG_BEFORE: npm, PIP_UPLOADED_PRIOR_TO: pip } = publishing.env!;
      expect(new Date(npm).getTime()).toBeLessThan(Date.now());
      expect(pip).toBe(npm);
    });
  }
});

test('tasks of projen fetch no program in whatever version there is', () => {
  const { tasks } = JSON.parse(readFileSync(join(ROOT, '.projen', 'tasks.json'), 'utf8'));
  const commands = Object.values(tasks as Record<string, { steps?: { exec?: string; execArgs?: string[] }[] }>)
    .flatMap(({ steps = [] }) => steps.map(({ exec, execArgs }) => exec ?? execArgs?.join(' ') ?? ''));
  expect(commands.flatMap(unpinned)).toEqual([]);
});

test('steps of workflows are not told by their place, which a new projen may change', () => {
  expect(readFileSync(join(ROOT, '.projenrc.ts'), 'utf8')).not.toMatch(/steps\.\d|steps\[\d/);
});

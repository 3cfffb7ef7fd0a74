import { awscdk, Component, github, javascript, release } from 'projen';
import { PINNED } from './projenrc/pip';

// The one place that says where the project lives; package.json, workflows and docs follow from it.
const repository = 'https://github.com/cdk-redshift-hsm/cdk-redshift-hsm';

// Folders with TypeScript of ours besides src, which alone is the published API.
const development = ['lambda', 'test', 'demo', 'bench', 'local-redshift', 'projenrc'];

const project = new awscdk.AwsCdkConstructLibrary({
  name: 'cdk-redshift-hsm',
  description: 'AWS CDK constructs for the HSM resources of Amazon Redshift: HSM client certificates that are created, tagged and deleted with the stack',
  author: 'The cdk-redshift-hsm contributors',
  authorAddress: repository,
  authorOrganization: true,
  repositoryUrl: `${repository}.git`,
  homepage: repository,
  license: 'Apache-2.0',
  copyrightOwner: 'The cdk-redshift-hsm contributors',
  keywords: ['aws', 'aws-cdk', 'awscdk', 'cdk', 'redshift', 'hsm', 'cloudhsm', 'certificate', 'encryption', 'custom-resource'],
  stability: 'stable',
  defaultReleaseBranch: 'main',
  releaseTrigger: release.ReleaseTrigger.workflowDispatch(), // the changelog is made ready for a version first

  cdkVersion: '2.224.0', // below it Go bindings do not compile with a newer CDK
  constructsVersion: '10.4.2', // what Go bindings of that CDK are built with; with 10.5 and 2.224 they do not compile
  jsiiVersion: '~6.0.0',
  typescriptVersion: '~6.0.0',
  projenVersion: '0.103.25',
  projenrcTs: true,
  projenrcTsOptions: { projenCodeDir: '.projen' },
  packageManager: javascript.NodePackageManager.NPM,
  githubOptions: { mergify: false },
  buildWorkflowOptions: { mutableBuild: false }, // a pull request is checked, not changed
  depsUpgradeOptions: { cooldown: 7, workflowOptions: { schedule: javascript.UpgradeDependenciesSchedule.WEEKLY } }, // days
  pullRequestTemplateContents: [
    '<!-- What changes for a user, and why. Link the issue. -->',
    '',
    '- [ ] A test failed before the change, and passes now.',
    '- [ ] `npm test`, `npm run lint` and `npm run test:local` pass.',
    '- [ ] README, `docs/` and `CHANGELOG.md` say what is true after the change.',
    '- [ ] No logical id, generated identifier, owner tag, property or attribute name has changed.',
  ],
  minNodeVersion: '20.16.0',
  workflowNodeVersion: '24.x',
  docgenFilePath: 'docs/API.md',
  sampleCode: false,

  // What jsii compiles (src alone), and what an editor, jest and eslint see (everything).
  tsconfig: { fileName: 'tsconfig.jsii.json', compilerOptions: { types: ['node'] } },
  tsconfigDevFile: 'tsconfig.json',
  tsconfigDev: {
    include: ['src', ...development].map((folder) => `${folder}/**/*.ts`).concat('.projenrc.ts'),
    exclude: ['lib', 'dist'],
    compilerOptions: { types: ['node', 'jest'] },
  },

  // The Lambda handler: one file with its SDK client, made before jsii compiles and shipped in the package.
  lambdaAutoDiscover: false,
  edgeLambdaAutoDiscover: false,
  lambdaExtensionAutoDiscover: false,
  integrationTestAutoDiscover: false,
  experimentalIntegRunner: false,

  typecheckTests: true,
  jestOptions: {
    updateSnapshot: javascript.UpdateSnapshot.NEVER,
    passWithNoTests: false,
    junitReporting: false,
    coverageText: false,
    jestConfig: {
      maxWorkers: '100%', // without it one core of two is left alone
      collectCoverage: false,
      testPathIgnorePatterns: ['/node_modules/', '/test/deployment/', '/test/newest/'],
      modulePathIgnorePatterns: ['<rootDir>/.package/'], // copies of the examples, with packages of the same names
    },
  },
  eslintOptions: { dirs: ['src'], devdirs: development, commandOptions: { fix: false, extraArgs: ['--max-warnings=0'] } },

  deps: [], // the handler is bundled: nothing but the peers is installed with the package
  devDeps: [
    '@aws-cdk/integ-runner@2.197.10', // reads assemblies of CDK up to 2.257
    '@aws-cdk/integ-tests-alpha@2.214.0-alpha.0',
    '@aws-cdk/aws-redshift-alpha@2.210.0-alpha.0', // of the newest that works with our lowest CDK
    '@aws-sdk/client-lambda@3.1164.0', // this and the next are of the peers in bench/
    '@aws-sdk/client-sfn@3.1164.0',
    '@aws-sdk/client-redshift@3.1169.0',
    '@aws-sdk/client-secrets-manager@3.1164.0',
    '@aws-sdk/credential-provider-env',
    '@cyclonedx/cyclonedx-esbuild',
    '@peculiar/x509',
    '@smithy/core',
    '@smithy/node-http-handler',
    '@smithy/types',
    'aws-cdk@2.1148.1', // npm's newest is 3.0.0, published by accident: aws/aws-cdk#38113
    'cdk-nag@2.37.55', // 2.38 needs newer constructs than our floor, 3 a newer CDK
    'esbuild@0.28.2',
    'fast-check',
    'npm-check-updates@20.0.1', // what `projen upgrade` runs
    'reflect-metadata', // of @peculiar/x509
    'terser@^5',
    'semver', // this and its types are of projenrc/release/
    '@types/semver',
    'node@^24', // the runtime of the handler
    'yaml',
    'yocto-spinner', // ES module: only what runs on Node 24 may load it
  ],
  allowScripts: ['esbuild', 'node', 'unrs-resolver', '@parcel/watcher'],
  npmignoreEnabled: false, // `files` below says what is packed

  nextVersionCommand: 'ts-node -T projenrc/release/next-version.ts',
  bumpPackage: 'commit-and-tag-version@^12', // 13 needs Node 22
  jsiiReleaseVersion: '0.2.1061', // of publib, which publishes the packages; what it depends on see `Publishing` below
  releaseEnvironment: 'release', // of the jobs that publish: its protection rules say who may
  npmTrustedPublishing: true,
  npmProvenance: true,
  publishToPypi: { distName: 'cdk-redshift-hsm', module: 'cdk_redshift_hsm', trustedPublishing: true },
  publishToMaven: {
    javaPackage: 'io.github.cdkredshifthsm',
    mavenGroupId: 'io.github.cdk-redshift-hsm',
    mavenArtifactId: 'cdk-redshift-hsm',
    mavenServerId: 'central-ossrh',
  },
  publishToNuget: {
    dotNetNamespace: 'CdkRedshiftHsm',
    packageId: 'CdkRedshiftHsm',
    trustedPublishing: true,
    publishTools: { dotnet: { version: '6.x' }, python: { version: '3.x' } }, // publib signs in with a Python package
  },
  publishToGo: { moduleName: 'github.com/cdk-redshift-hsm/cdk-redshift-hsm-go', packageName: 'cdkredshifthsm' },
});

project.package.addField('files', ['.jsii', '.jsii.tabl.json', 'CHANGELOG.md', 'lib/**/*.js', 'lib/**/*.d.ts', 'assets', 'docs/API.md']);
// Versions that every registry serves; with the newest of these `npm ci` or the Go package fails in places.
project.package.addField('overrides', { 'unrs-resolver': '1.12.2', '@aws-cdk/asset-node-proxy-agent-v6': '2.1.2' });
project.npmrc.addConfig('omit-lockfile-registry-resolved', 'true'); // the lock names no host
project.tsconfigDev.removeInclude('**/*.ts');
project.tryFindObjectFile('.eslintrc.json')?.addOverride('parserOptions.projectService', true);

// Who may import whom: the product nothing that is not published, demo and bench no test, the protocol no resource, and Redshift nobody above it.
const kinds = ['hsm-client-certificate', 'hsm-configuration', 'existing-hsm-client-certificate', 'hsm-registration'];
const inLambda = (folders: readonly string[]) => folders.map((folder) => `lambda/${folder}`);
const boundary = (target: string, from: readonly string[]) => ({ target: `./${target}`, from: from.map((folder) => `./${folder}`) });
project.eslint?.addRules({
  'import/no-restricted-paths': ['error', {
    zones: [
      boundary('src', development),
      boundary('lambda', development.filter((folder) => folder !== 'lambda')),
      boundary('lambda/custom-resource', inLambda(['redshift', 'secrets-manager', 'owned-resource', ...kinds])),
      boundary('lambda/owned-resource', inLambda(['secrets-manager', ...kinds])),
      boundary('lambda/redshift', inLambda(['owned-resource', ...kinds])),
      boundary('lambda/secrets-manager', inLambda(['owned-resource', ...kinds])),
      boundary('demo', ['test', 'bench']),
      boundary('bench', ['test']),
      boundary('local-redshift', ['test', 'demo', 'bench', 'lambda']),
      boundary('projenrc', ['test', 'demo', 'bench', 'local-redshift', 'lambda']),
      boundary('test/!(deployment)/**/*', ['demo', 'bench']),
    ],
  }],
});
project.gitignore.exclude('.jsii.tabl.json', 'cdk.out/', '/.demo/', '/.package/', '/bench/results/', '/.npmignore');
project.gitignore.exclude('/test/integ/**/asset.*', '/test/integ/**/tree.json', '/test/integ/cdk-integ.out.*/');
project.gitignore.exclude('/examples/**/.venv/', '/examples/**/package-lock.json', '/examples/go/go.sum', '/examples/java/target/');

// Actions by commit, so that nobody can change what a workflow runs. The version is that of the commit.
const actions = {
  'actions/setup-dotnet': 'a98b56852c35b8e3190ac28c8c2271da59106c68', // v6.0.0
  'actions/setup-go': 'b7ad1dad31e06c5925ef5d2fc7ad053ef454303e', // v7.0.0
  'actions/setup-java': 'b6effb05e454b25005698d916606bdc6ffcbf961', // v5.7.0
  'actions/setup-node': '820762786026740c76f36085b0efc47a31fe5020', // v7.0.0
  'actions/setup-python': '5fda3b95a4ea91299a34e894583c3862153e4b97', // v7.0.0
  'peter-evans/create-pull-request': '5f6978faf089d4d20b00c7766989d076bb2fc7f1', // v8.1.1
};
const pinned = (action: keyof typeof actions) => `${action}@${actions[action]}`;
for (const action of Object.keys(actions) as Array<keyof typeof actions>) project.github?.actions.set(action, pinned(action));

const permission = (workflow: string, name: string) =>
  project.tryFindObjectFile(`.github/workflows/${workflow}.yml`)?.addOverride(name, github.workflows.JobPermission.READ);
permission('build', 'jobs.build.permissions.contents');
permission('release', 'jobs.release.permissions.contents'); // it builds what other jobs publish
permission('pull-request-lint', 'jobs.validate.permissions.pull-requests'); // it reads a title

/** What projen has no option for, in jobs that it adds only when it synthesizes. A job or a step that is not there is an error. */
class Publishing extends Component {
  public preSynthesize(): void {
    const workflow = github.GitHub.of(this.project)!.tryFindWorkflow('release')!;
    for (const job of ['npm', 'maven', 'pypi', 'nuget', 'golang'].map((registry) => `release_${registry}`)) {
      // npm's own default is left out: a workflow that names a registry would have to be changed for another one.
      const { NPM_REGISTRY, ...env } = workflow.getStep(job, 'release').env!;
      // What publib depends on, and what it installs with pip (26 or later), is as it was on this day. To be renewed with publib.
      const day = '2026-10-01T00:00:00Z';
      workflow.patchStep(job, 'release', { env: { NPM_CONFIG_BEFORE: day, PIP_UPLOADED_PRIOR_TO: day, ...env } });
    }
  }
}
new Publishing(project);

const checkoutWithNode: github.workflows.JobStep[] = [
  github.WorkflowSteps.checkout(),
  { uses: pinned('actions/setup-node'), with: { 'node-version': '24.x', 'package-manager-cache': false } },
];

// All that can be checked without an account, in one script that anyone can run too.
project.github?.tryFindWorkflow('build')?.addJob('check', {
  runsOn: ['ubuntu-latest'],
  permissions: { contents: github.workflows.JobPermission.READ },
  steps: [
    ...checkoutWithNode,
    { uses: pinned('actions/setup-python'), with: { 'python-version': '3.x' } },
    { uses: pinned('actions/setup-java'), with: { 'distribution': 'corretto', 'java-version': '17' } },
    { uses: pinned('actions/setup-go'), with: { 'go-version': '^1.25.0', 'cache': false } },
    { run: '.ci/run' },
  ],
});

project.github?.tryFindWorkflow('build')?.addJob('explore', {
  runsOn: ['ubuntu-latest'],
  permissions: { contents: github.workflows.JobPermission.READ },
  steps: [
    ...checkoutWithNode,
    { run: 'npm ci' },
    { run: 'npm run explore' }, // the whole of what `.ci/run` explores up to a lower bound
  ],
});

const codeqlAction = (name: string) => `github/codeql-action/${name}@8aad20d150bbac5944a9f9d289da16a4b0d87c1e`; // v4.36.2
const codeql = project.github?.addWorkflow('codeql');
codeql?.on({ push: { branches: ['main'] }, pullRequest: {}, schedule: [{ cron: '0 6 * * 1' }] });
codeql?.addJob('analyze', {
  runsOn: ['ubuntu-latest'],
  permissions: { contents: github.workflows.JobPermission.READ, securityEvents: github.workflows.JobPermission.WRITE },
  steps: [
    github.WorkflowSteps.checkout(),
    { uses: codeqlAction('init'), with: { 'languages': 'javascript-typescript', 'build-mode': 'none' } },
    { uses: codeqlAction('analyze') },
  ],
});

const bundle = project.bundler.bundleTask;
bundle.exec('ts-node -T projenrc/bundle/main.ts');
// What is in the bundle, with its licences; beside the folder that is deployed, not in it.
bundle.exec('cyclonedx-esbuild --gather-license-texts --output-reproducible --mc-type library '
  + '--output-file assets/lambda/bill-of-materials.cdx.json assets/lambda/index/index.meta.json');
bundle.exec('rm assets/lambda/index/index.meta.json');

project.testTask.prependSpawn(bundle); // construct tests read the bundle as an asset
project.testTask.removeStep(project.testTask.steps.findIndex(({ spawn }) => spawn === 'eslint')); // a task of its own, so that tests are fast
project.preCompileTask.reset();
project.compileTask.prependSpawn(bundle); // so that what is compiled is whole, also for one who packs it without a build
project.postCompileTask.exec('jsii-rosetta extract --strict'); // every sample compiles; it looks for fixtures in rosetta/ at the root, and nowhere else
for (const script of ['translate-samples', 'check-tarball', 'check-licences']) project.postCompileTask.exec(`ts-node -T projenrc/package/${script}.ts`);
project.tasks.tryFind('bump')!.exec('ts-node -T projenrc/release/notes.ts');

// jsii-pacmak has pip install what builds a wheel. It finds what is pinned by hash, and nothing else.
project.tasks.tryFind('package:python')!.reset(`python3 -m pip download --quiet --dest .package/python-tools ${PINNED.join(' ')} projenrc/release/python-tools/requirements.txt`);
project.tasks.tryFind('package:python')!.exec('PIP_NO_INDEX=1 PIP_FIND_LINKS="$PWD/.package/python-tools" jsii-pacmak -v --target python');

// Scripts of package.json rather than projen tasks: npm waits for them to clean up after Ctrl-C.
// Without its cache of compiled code, which ts-node would put into the machine's temporary folder.
project.setScript('demo', 'DISABLE_V8_COMPILE_CACHE=1 ts-node -T demo/main.ts');
project.setScript('demo:record', 'DISABLE_V8_COMPILE_CACHE=1 ts-node -T demo/recording/main.ts');
project.setScript('local:redshift', 'DISABLE_V8_COMPILE_CACHE=1 ts-node -T local-redshift/main.ts');
project.setScript('lint', 'projen eslint');
project.setScript('test:flags', 'jest --ci --config test/src/with-flags.jest.config.json'); // the constructs once more, with the flags of `cdk init`
project.setScript('test:local', 'jest --config test/deployment/jest.config.json');
project.setScript('explore', 'DISABLE_V8_COMPILE_CACHE=1 ts-node -T test/lifecycle/explore.ts');
project.setScript('test:mutants', 'DISABLE_V8_COMPILE_CACHE=1 ts-node -T test/lifecycle/mutants/test-mutants.ts');
project.setScript('bench', 'DISABLE_V8_COMPILE_CACHE=1 ts-node -T bench/main.ts');

for (const [name, script] of Object.entries({ 'consumers': 'consumers', 'compat:peers': 'peers', 'compat:runtimes': 'runtimes', 'hub': 'hub', 'reproducible': 'reproducible' })) {
  project.setScript(name, `DISABLE_V8_COMPILE_CACHE=1 ts-node -T test/package/${script}.ts`);
}

const integ = 'integ-runner --directory test/integ --language typescript';
const transpileOnly = { TS_NODE_TRANSPILE_ONLY: '1' };
const withoutAccount = { ...transpileOnly, AWS_REGION: 'us-east-1', AWS_EC2_METADATA_DISABLED: 'true' };
const integTask = (name: string, description: string, env: Record<string, string>, command: string) =>
  project.addTask(name, { description, env, steps: [{ spawn: bundle.name }, { exec: command, receiveArgs: true }] });
integTask('integ', 'Compare the integration tests with their snapshots, without an account', withoutAccount, integ);
integTask('integ:update', 'Renew the snapshots of the integration tests, without an account', withoutAccount,
  `${integ} --update-on-failed --dry-run --no-clean --parallel-regions us-east-1`);
integTask('integ:live', 'Run the integration tests in an AWS account', transpileOnly, `${integ} --force --no-update-workflow --verbose`);

project.synth();

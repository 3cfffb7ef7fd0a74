import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { App, AppProps, NestedStack, Stack, Stage } from 'aws-cdk-lib';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { HandlerCode } from '../../../src/private/handler-code';
import '../temporary-folder';

const BUNDLE = path.join(__dirname, '..', '..', '..', 'assets', 'lambda', 'index');
const METADATA = 'aws:cdk:enable-asset-metadata';
const NO_STAGING = 'aws:cdk:disable-asset-staging';

/** The cloud assembly of an app, by the names of its files, with all JSON that is about what is deployed. */
type Assembly = Record<string, unknown>;

function temporaryFolder(): string {
  return fs.mkdtempSync(path.join(os.tmpdir(), 'handler-code-'));
}

function functionWith(code: lambda.Code, scope: Stack): void {
  new lambda.Function(scope, 'Function', { runtime: lambda.Runtime.NODEJS_24_X, handler: 'index.handler', code });
}

function assemblyIn(folder: string): Assembly {
  const names = fs.readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => !/(tree|manifest|metadata)\.json$|cdk\.out$/.test(name)).sort();
  return Object.fromEntries(names.map((name) => [name, name.endsWith('.json') ? JSON.parse(fs.readFileSync(path.join(folder, name), 'utf8')) : '']));
}

function appWith(code: () => lambda.Code, props?: AppProps): App {
  const app = new App(props);
  functionWith(code(), new Stack(app, 'Demo'));
  return app;
}

describe('the code of the handler is what Code.fromAsset makes of the bundle', () => {
  const contexts: [string, AppProps['context']][] = [
    ['as it is', {}], ['with metadata for SAM', { [METADATA]: true }], ['with metadata for SAM that is not wanted', { [METADATA]: false }],
    ['without staging', { [NO_STAGING]: true }], ['without staging, with metadata', { [NO_STAGING]: true, [METADATA]: true }],
    ['with salt', { '@aws-cdk/core:assetHashSalt': 'salt' }],
  ];

  const places: [string, (app: App) => Stack][] = [
    ['in a stack', (app) => new Stack(app, 'Demo')],
    ['in a nested stack', (app) => new NestedStack(new Stack(app, 'Demo'), 'Nested')],
    ['in a stage', (app) => new Stack(new Stage(app, 'Prod'), 'Demo')],
    ['in a stage in a stage', (app) => new Stack(new Stage(new Stage(app, 'Prod'), 'Inner'), 'Demo')],
  ];

  describe.each(contexts)('%s', (_, context) => {
    test.each(places)('%s', (__, place) => {
      const [ours, theirs] = [() => new HandlerCode(), () => lambda.Code.fromAsset(BUNDLE)].map((code) => {
        const app = new App({ context });
        const stack = place(app);
        functionWith(code(), stack);
        app.synth();
        return assemblyIn(app.outdir);
      });
      expect(ours).toEqual(theirs);
      expect(JSON.stringify(ours).includes('aws:asset:path')).toBe(context?.[METADATA] === true);
    });
  });

  test('where the metadata belongs to another property', () => {
    const [ours, theirs] = [new HandlerCode(), lambda.Code.fromAsset(BUNDLE)].map((code) => {
      const stack = new Stack(new App({ context: { [METADATA]: true } }), 'Demo');
      code.bind(stack);
      const layer = new lambda.CfnLayerVersion(stack, 'Layer', { content: { s3Bucket: 'x', s3Key: 'x' } });
      code.bindToResource(layer, { resourceProperty: 'Content' });
      return layer.cfnOptions.metadata;
    });
    expect(ours).toEqual(theirs);
    expect(ours).toHaveProperty('aws:asset:property', 'Content');
  });
});

describe('what is staged can be read by everybody, as Lambda is somebody else,', () => {
  const umask = process.umask();

  afterEach(() => { process.umask(umask); });

  /** The bundle as it is after an installation under some umask. */
  function installed(ofFile: number, ofFolder = 0o755): string {
    const folder = path.join(temporaryFolder(), 'index');
    fs.cpSync(BUNDLE, folder, { recursive: true });
    for (const name of fs.readdirSync(folder)) fs.chmodSync(path.join(folder, name), ofFile);
    fs.chmodSync(folder, ofFolder);
    return folder;
  }

  function stagedIn(app: App): string {
    const [asset] = Object.values(assetsOf(app));
    return path.resolve(app.outdir, asset.source.path);
  }

  function assetsOf(app: App): Record<string, { source: { path: string } }> {
    const { files } = JSON.parse(fs.readFileSync(path.join(app.synth().directory, 'Demo.assets.json'), 'utf8')) as { files: never };
    return Object.fromEntries(Object.entries<{ source: { path: string; packaging: string } }>(files).filter(([, { source }]) => source.packaging === 'zip'));
  }

  function modes(folder: string): string[] {
    return [folder, ...fs.readdirSync(folder).map((name) => path.join(folder, name))].map((name) => (fs.statSync(name).mode % 0o1000).toString(8));
  }

  const READABLE = ['755', '644', '644'];

  test.each([
    [0o644, 0o755, 0o022], [0o640, 0o750, 0o027], [0o600, 0o700, 0o077], [0o400, 0o500, 0o077], [0o444, 0o555, 0o022], [0o644, 0o755, 0o077],
    [0o640, 0o750, 0o022],
  ].map((each) => each.map((mode) => mode.toString(8))))('where the installation has the modes %s and %s and the umask is %s', (...each) => {
    const [ofFile, ofFolder, mask] = each.map((mode) => parseInt(mode, 8));
    const bundle = installed(ofFile, ofFolder);
    process.umask(mask);
    expect(modes(stagedIn(appWith(() => new HandlerCode(bundle))))).toEqual(READABLE);
    expect(modes(bundle)).toEqual([ofFolder, ofFile, ofFile].map((mode) => mode.toString(8)));
  });

  test('under the same hash, so that all installations upload the same', () => {
    const hashes = [0o644, 0o640, 0o600].map((mode) => Object.keys(assetsOf(appWith(() => new HandlerCode(installed(mode))))));
    expect(hashes).toEqual([hashes[0], hashes[0], hashes[0]]);
    expect(hashes[0]).toEqual(Object.keys(assetsOf(appWith(() => lambda.Code.fromAsset(BUNDLE)))));
  });

  test('where an earlier run has left it unreadable', () => {
    const outdir = temporaryFolder();
    const earlier = stagedIn(appWith(() => lambda.Code.fromAsset(installed(0o600)), { outdir }));
    fs.chmodSync(earlier, 0o700);
    expect(modes(earlier)).toEqual(['700', '600', '600']);
    const now = stagedIn(appWith(() => new HandlerCode(), { outdir }));
    expect(now).toBe(earlier);
    expect(modes(now)).toEqual(READABLE);
  });

  test('in every stack of an app', () => {
    const app = new App();
    const bundle = installed(0o640, 0o750);
    for (const name of ['Demo', 'Other']) functionWith(new HandlerCode(bundle), new Stack(app, name));
    functionWith(new HandlerCode(bundle), new Stack(new Stage(app, 'Prod'), 'Third'));
    expect(modes(stagedIn(app))).toEqual(READABLE);
    expect(fs.readdirSync(app.outdir).filter((name) => name.startsWith('asset.'))).toHaveLength(1);
  });

  test('also where staging is disabled: then it is the installation itself if that can be read, and nothing is written there', () => {
    const readable = installed(0o644, 0o755);
    expect(stagedIn(appWith(() => new HandlerCode(readable), { context: { [NO_STAGING]: true } }))).toBe(readable);

    const unreadable = installed(0o640, 0o750);
    const staged = stagedIn(appWith(() => new HandlerCode(unreadable), { context: { [NO_STAGING]: true } }));
    expect(modes(staged)).toEqual(READABLE);
    expect(modes(unreadable)).toEqual(['750', '640', '640']);
  });

  test('with what is in folders of it', () => {
    const bundle = installed(0o600, 0o700);
    fs.mkdirSync(path.join(bundle, 'folder'), { mode: 0o700 });
    fs.writeFileSync(path.join(bundle, 'folder', 'file'), 'x', { mode: 0o600 });
    const staged = stagedIn(appWith(() => new HandlerCode(bundle)));
    expect(modes(path.join(staged, 'folder'))).toEqual(['755', '644']);
  });
});

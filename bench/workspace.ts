import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { buildSync, Metafile } from 'esbuild';
import { CHECKOUT } from '../demo/checkout';
import { run } from '../demo/child';
import { bundleHandler } from '../projenrc/bundle/handler';

export const PACKAGES = join(CHECKOUT, 'node_modules');

/** Where what is measured finds packages: the CDK, and what Lambda has of the SDK. The user may put other versions before ours. */
export const NODE_PATH = [process.env.NODE_PATH, PACKAGES].filter((path) => path).join(delimiter);

/** The Node that the handler runs on. */
const NODE = join(PACKAGES, 'node', 'bin', 'node');

/**
 * A folder outside of the checkout with what is measured, in plain JavaScript: `src` as jsii leaves it (a file for each), the
 * handler's bundle as the package ships it, and the peers. Its programs run until the signal is aborted.
 */
export class Workspace {
  public readonly folder = mkdtempSync(join(tmpdir(), 'cdk-redshift-hsm-bench-'));

  private metafile?: Metafile;

  public constructor(public readonly signal: AbortSignal) {
    if (!existsSync(NODE)) throw new Error('Node.js 24, which the function runs on, is not in node_modules: run `npm ci` with its install scripts, and try again.');
    buildSync({
      absWorkingDir: CHECKOUT,
      entryPoints: ['src/**/*.ts', 'bench/**/*.ts'],
      outdir: this.folder,
      outbase: CHECKOUT,
      format: 'cjs',
      platform: 'node',
      target: 'node20',
    });
  }

  /** Bundles the handler, as the package does. Returns which files of ours and of whose packages it is made of. */
  public async bundleHandler(): Promise<Metafile> {
    return this.metafile ??= await bundleHandler(dirname(this.bundle));
  }

  /** The handler that the package ships. */
  public get bundle(): string {
    return this.file('assets/lambda/index/index.js');
  }

  public file(path: string): string {
    return join(this.folder, path);
  }

  /** Runs a program of `bench/` and tells it something. Returns the last line that it wrote: before that the CDK may have warned of something. */
  public async run(program: string, told: object, environment: NodeJS.ProcessEnv = {}): Promise<string> {
    const output = await this.node([this.file(`bench/${program}.js`), JSON.stringify(told)], environment);
    return output.trimEnd().split('\n').at(-1) ?? '';
  }

  /** Runs Node 24 with nothing of the user's environment. Returns what it wrote. */
  public async node(args: readonly string[], environment: NodeJS.ProcessEnv = {}): Promise<string> {
    const env = { PATH: process.env.PATH, HOME: this.folder, TMPDIR: this.folder, NODE_PATH, NODE_NO_WARNINGS: '1', ...environment };
    const { exitCode, output } = await run(NODE, args, { env, signal: this.signal });
    if (exitCode !== 0) throw new Error(`A process failed: node ${args.join(' ')}\n${output.trim()}`);
    return output;
  }

  public close(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

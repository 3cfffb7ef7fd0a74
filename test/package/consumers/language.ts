import type { Tool } from './tools';
import type { Target } from '../packages';

/** How a consumer in one of the CDK's languages picks up the package. */
export interface Language {
  readonly name: string;
  readonly target: Target;
  readonly tools: readonly Tool[];
  /** The files of the example that name the package's version. */
  readonly manifest: string;
  /** Installs the package, with what it depends on, into a copy of the example. What is returned is added to the environment of its app. */
  install(app: string, packages: string, env: NodeJS.ProcessEnv): Promise<NodeJS.ProcessEnv>;
}

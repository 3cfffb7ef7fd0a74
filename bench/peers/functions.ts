import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { Name, OURS } from './names';
import type { LambdaFunction } from '../lambda';
import { PACKAGES, Workspace } from '../workspace';

const CDK = join(PACKAGES, 'aws-cdk-lib');

/** What each has Lambda run. */
export function functions(workspace: Workspace): Record<Name, LambdaFunction> {
  const own: LambdaFunction = { file: workspace.file('bench/peers/handler/index.js') };
  // The core's provider stages its own entry point beside the user's index.js.
  const entryPoint = workspace.file('custom-resource-provider/__entrypoint__.js');
  cpSync(join(CDK, 'custom-resource-handlers/dist/core/nodejs-entrypoint-handler/index.js'), entryPoint);
  cpSync(own.file, join(entryPoint, '../index.js'));
  return {
    [OURS]: { file: workspace.bundle },
    'AwsCustomResource': { file: join(CDK, 'custom-resource-handlers/dist/custom-resources/aws-custom-resource-handler/index.js') },
    'cr.Provider': {
      file: join(CDK, 'custom-resources/lib/provider-framework/runtime/framework.js'),
      handler: 'onEvent',
      invokes: own,
      environment: { USER_ON_EVENT_FUNCTION_ARN: 'own-handler' },
    },
    'CustomResourceProvider': { file: entryPoint },
  };
}

/** What every custom resource has to do, and nothing else. */
export function emptyFunction(workspace: Workspace): LambdaFunction {
  return { file: workspace.file('bench/peers/empty-handler.js') };
}

import { Stack } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';
import type { HsmProviderSettings } from '../hsm-provider';

/** Where the settings for everything below a scope are kept, whatever copy of the library asks. */
const SETTINGS = Symbol.for('cdk-redshift-hsm.settings');

interface Configured extends IConstruct {
  [SETTINGS]?: HsmProviderSettings;
}

/** Settings that only make sense together: the nearest scope with a VPC has all of these. */
const NETWORK = ['vpc', 'vpcSubnets', 'securityGroups'];

/** The scope for which settings count: a function serves a whole stack, so what is in a stack speaks for the stack. */
export function configuredScope(scope: IConstruct): IConstruct {
  return scope.node.scopes.some(Stack.isStack) ? Stack.of(scope) : scope;
}

/** Adds settings for a scope; of a property that is set again, the last value counts. */
export function addSettings(scope: Configured, settings: HsmProviderSettings): void {
  const known = Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== undefined));
  Object.defineProperty(scope, SETTINGS, { value: { ...scope[SETTINGS], ...known }, configurable: true });
}

/** The settings for a stack: of each property that of the nearest scope. */
export function settingsFor(stack: Stack): HsmProviderSettings {
  return stack.node.scopes.reduce<HsmProviderSettings>((farther, scope) => {
    const nearer = (scope as Configured)[SETTINGS];
    if (!nearer) return farther;
    return { ...(nearer.vpc ? withoutNetwork(farther) : farther), ...nearer };
  }, {});
}

function withoutNetwork(settings: HsmProviderSettings): HsmProviderSettings {
  return Object.fromEntries(Object.entries(settings).filter(([name]) => !NETWORK.includes(name)));
}

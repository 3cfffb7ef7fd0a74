import { globalAgent } from 'node:https';

/**
 * For agents of our own, which otherwise know no proxy: what Node.js itself goes by where it was told to use the one that the
 * environment names (`NODE_USE_ENV_PROXY=1`). Undefined where it was not, or is too old for that.
 */
export const THROUGH_PROXY: object = { proxyEnv: (globalAgent.options as { proxyEnv?: NodeJS.ProcessEnv }).proxyEnv };

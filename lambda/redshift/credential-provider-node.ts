/*
 * What the bundle has in place of the SDK's package of this name (`alias` in .projenrc.ts): that looks for credentials in many ways,
 * and Lambda puts them into the environment.
 */
export { fromEnv as defaultProvider } from '@aws-sdk/credential-provider-env';

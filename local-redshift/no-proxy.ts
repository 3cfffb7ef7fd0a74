const THIS_MACHINE = ['127.0.0.1', 'localhost'];

/** For what talks to this machine alone: no proxy, whatever the environment or the system has. */
export const NO_PROXY = { NO_PROXY: '*', no_proxy: '*' };

/** For what talks to others too: requests to this machine go past a proxy of the environment, all others as they did. */
export function noProxyForThisMachine({ no_proxy: lower, NO_PROXY: upper }: NodeJS.ProcessEnv): typeof NO_PROXY {
  const given = [lower, upper].flatMap((list) => list?.split(/[\s,]+/) ?? []).filter((host) => host !== '');
  const hosts = given.includes('*') ? '*' : [...new Set([...THIS_MACHINE, ...given])].join(',');
  return { NO_PROXY: hosts, no_proxy: hosts }; // some programs read the one, some the other, and some take the lower case if both are there
}

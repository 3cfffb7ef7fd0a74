import { noProxyForThisMachine } from '../../local-redshift/no-proxy';

test.each<[string, NodeJS.ProcessEnv, string]>([
  ['none given', {}, '127.0.0.1,localhost'],
  ['nothing in it', { NO_PROXY: '', no_proxy: ' ' }, '127.0.0.1,localhost'],
  ['upper case', { NO_PROXY: 'a.example, .b.example' }, '127.0.0.1,localhost,a.example,.b.example'],
  ['lower case', { no_proxy: 'a.example' }, '127.0.0.1,localhost,a.example'],
  ['both', { NO_PROXY: 'a.example', no_proxy: 'b.example,localhost' }, '127.0.0.1,localhost,b.example,a.example'],
  ['all hosts', { NO_PROXY: '*' }, '*'],
])('this machine is added to hosts that no proxy is for: %s', (_, env, hosts) => {
  expect(noProxyForThisMachine(env)).toEqual({ NO_PROXY: hosts, no_proxy: hosts });
});

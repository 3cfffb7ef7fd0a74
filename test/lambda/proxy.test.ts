import { BundledFunction } from './bundled-function';
import { createEvent, marker, properties } from './cloudformation-events';
import { ConnectProxy } from './connect-proxy';

/* The way out of the function is a proxy, and there is no other, neither to Redshift nor to CloudFormation. */

jest.setTimeout(30_000);

let proxy: ConnectProxy;
let fn: BundledFunction;

async function start(time: 'real' | 'virtual', environment: (url: string) => NodeJS.ProcessEnv): Promise<void> {
  proxy = await new ConnectProxy().start();
  fn = await new BundledFunction({ time, proxy, environment: environment(proxy.url) }).start();
}

afterEach(async () => {
  await fn.close();
  await proxy.close();
});

test.each<[string, (url: string) => NodeJS.ProcessEnv]>([
  ['by NODE_USE_ENV_PROXY', (url) => ({ NODE_USE_ENV_PROXY: '1', HTTPS_PROXY: url })],
  ['by an option', (url) => ({ NODE_OPTIONS: '--use-env-proxy', https_proxy: url })],
])('where Node.js is told to use it (%s), calls and response go through it', async (_, environment) => {
  await start('real', environment);
  const [one, two] = [createEvent(properties('one')), createEvent(properties('two'))];
  const runs = [await fn.invoke(one), await fn.invoke(two)];
  expect(runs.map(({ error }) => error)).toEqual([undefined, undefined]);
  expect(runs.flatMap((run) => BundledFunction.responses(run))).toMatchObject([
    { Status: 'SUCCESS', PhysicalResourceId: 'one' }, { Status: 'SUCCESS', PhysicalResourceId: 'two' },
  ]);
  expect(new Set(proxy.tunnels).size).toBe(3); // Redshift, and the response to each request
});

test('the proxy refuses the way to Redshift: the reason says so', async () => {
  await start('virtual', (url) => ({ NODE_USE_ENV_PROXY: '1', HTTPS_PROXY: url, AWS_ENDPOINT_URL_REDSHIFT: 'https://127.0.0.1:9' }));
  const event = createEvent(properties('one'));
  const run = await fn.invoke(event);
  expect(BundledFunction.responses(run)).toMatchObject([{ Status: 'FAILED', PhysicalResourceId: marker(event), Reason: expect.stringMatching(/not created within 90 seconds, .*502/) }]);
});

test('where Node.js is not told to use it, nothing gets out, and Lambda learns of it', async () => {
  await start('virtual', (url) => ({ HTTPS_PROXY: url }));
  const { error, received } = await fn.invoke(createEvent(properties('one')));
  expect(error).toContain('the response could not be delivered to CloudFormation');
  expect({ received, tunnels: proxy.tunnels }).toEqual({ received: [], tunnels: [] });
});

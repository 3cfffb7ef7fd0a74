import { once } from 'node:events';
import { AddressInfo, createServer } from 'node:net';
import { DescribeHsmClientCertificatesCommand, RedshiftClient } from '@aws-sdk/client-redshift';
import { WholeResponseHttpHandler } from '../../../lambda/redshift/whole-response-http-handler';
import { drip, hang } from '../../../local-redshift/injected-faults';
import { RedshiftHsmServer } from '../../../local-redshift/server';

const DESCRIBE = new DescribeHsmClientCertificatesCommand({});

let server: RedshiftHsmServer;
let client: RedshiftClient;

async function start({ tryMilliseconds, ...config }: { tryMilliseconds: number; maxAttempts: number; endpoint?: string }): Promise<void> {
  server = await new RedshiftHsmServer().start();
  client = new RedshiftClient({ ...server.clientConfig, requestHandler: new WholeResponseHttpHandler(tryMilliseconds), ...config });
}

afterEach(async () => {
  client.destroy();
  await server.close();
});

test.each([['never begins', hang()], ['never ends', drip()]])('a try whose response %s is given up, and another one made', async (_, fault) => {
  await start({ tryMilliseconds: 300, maxAttempts: 10 });
  server.faults.next('*', fault);
  expect(await client.send(DESCRIBE)).toMatchObject({ HsmClientCertificates: [] });
  expect(server.calls[0].lost).toMatch(/hang|drip/);
  expect(server.calls.at(-1)).toMatchObject({ carriedOut: true });
});

test.each([
  ['never begins', hang()],
  ['never ends', drip()],
])('where the response to every try %s, the error says how long it was waited for', async (_, fault) => {
  await start({ tryMilliseconds: 100, maxAttempts: 2 });
  server.faults.untilRemoved('*', fault);
  await expect(client.send(DESCRIBE)).rejects.toMatchObject({ name: 'TimeoutError', message: 'no response within 0.1 seconds' });
  expect(server.calls).toHaveLength(2);
});

test('a response that takes its time, yet not too much, is waited for', async () => {
  await start({ tryMilliseconds: 60_000, maxAttempts: 1 });
  server.onArrival = async () => { await new Promise((resolve) => setTimeout(resolve, 50)); };
  expect(await client.send(DESCRIBE)).toMatchObject({ HsmClientCertificates: [] });
});

test('the connection of a try that was given up is closed', async () => {
  let closed: Promise<void> | undefined;
  const silent = createServer((socket) => {
    closed = new Promise((resolve) => void socket.resume().on('error', () => undefined).on('close', () => resolve()));
  }).listen(0, '127.0.0.1');
  await once(silent, 'listening');
  const endpoint = `http://127.0.0.1:${(silent.address() as AddressInfo).port}`;
  await start({ tryMilliseconds: 100, maxAttempts: 1, endpoint });
  await expect(client.send(DESCRIBE)).rejects.toThrow('no response');
  await closed;
  silent.close();
});

test('a call that is aborted by its signal ends at once, and no other is made', async () => {
  await start({ tryMilliseconds: 60_000, maxAttempts: 3 });
  server.faults.next('*', hang());
  const controller = new AbortController();
  server.onArrival = () => void setImmediate(() => controller.abort());
  await expect(client.send(DESCRIBE, { abortSignal: controller.signal })).rejects.toMatchObject({ name: 'AbortError' });
  expect(server.calls).toHaveLength(1);
});

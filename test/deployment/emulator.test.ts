import { readdir, rm } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { newFolder, writeProgram } from './program';
import { Emulator } from '../../demo/emulator';

let folder: string;

beforeEach(async () => {
  folder = await newFolder();
});

afterEach(() => rm(folder, { recursive: true }));

async function start(executable: string, options: { port?: number; signal?: AbortSignal } = {}): Promise<Emulator> {
  return Emulator.start({ environment: { executable, env: {} }, folder, redshiftUrl: 'http://127.0.0.1:1', signal: new AbortController().signal, ...options });
}

test('an emulator that ends at once is reported with its last output', async () => {
  const program = await writeProgram(folder, 'python', 'echo starting', 'echo "no module named ministack" >&2', 'exit 3');
  await expect(start(program)).rejects.toThrow(/^The AWS emulator ended at once\. .* Its last output:\n[^]*no module named ministack/);
});

test('an emulator that cannot be started is reported', async () => {
  await expect(start('/nowhere/python')).rejects.toThrow(/^The AWS emulator could not be started: .*ENOENT/);
});

test('an emulator that never gets ready is given up, and ended', async () => {
  const program = await writeProgram(folder, 'python', 'echo waiting', `while sleep 0.1; do echo >> '${folder}/alive'; done`);
  const given = new AbortController();
  const started = start(program, { signal: given.signal });
  while (!(await readdir(folder)).includes('alive')) await new Promise((resolve) => setTimeout(resolve, 50));
  given.abort(new Error('Enough.'));
  await expect(started).rejects.toThrow('Enough. Its last output:\nwaiting');
  await rm(`${folder}/alive`);
  await new Promise((resolve) => setTimeout(resolve, 500));
  expect(await readdir(folder)).not.toContain('alive');
});

test('a port that is taken is refused with a sentence', async () => {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await expect(start('/nowhere/python', { port })).rejects.toThrow(`Port ${port} is taken: choose another one, or leave --port out for a free one.`);
  server.close();
});

import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify, stripVTControlCharacters } from 'node:util';
import { findPython } from '../../demo/python';

const PROGRAM = [process.execPath, require.resolve('ts-node/dist/bin'), '-T', join(__dirname, 'screen-program.ts')];
const AT_A_TERMINAL = 'import pty, sys; sys.exit(pty.spawn(sys.argv[1:]) >> 8)';
const { CI: _1, NO_COLOR: _2, FORCE_COLOR: _3, ...ENV } = process.env;
const BOLD = '\u001B[1m';
const FRAME = /[⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏]/;

async function output(command: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<string> {
  const child = promisify(execFile)(command[0], command.slice(1), { env: { ...ENV, TERM: 'xterm-256color', ...env } });
  child.child.stdin!.end();
  return (await child).stdout;
}

async function atATerminal(milliseconds: number, env: NodeJS.ProcessEnv = {}): Promise<string> {
  const { executable } = await findPython(new AbortController().signal);
  return output([executable, '-c', AT_A_TERMINAL, ...PROGRAM, String(milliseconds)], env);
}

async function elsewhere(milliseconds: number, env?: NodeJS.ProcessEnv): Promise<string> {
  return output([...PROGRAM, String(milliseconds)], env);
}

test('at a terminal there are colours, and a spinner counts the seconds', async () => {
  const written = await atATerminal(3000);
  expect(written).toContain(BOLD);
  expect(written).toMatch(FRAME);
  expect(stripVTControlCharacters(written)).toMatch(/ 0 s[^]* [1-9]\d* s[^]*the end/);
  expect(written).toMatch(/\u001B\[\?25h[^]*the end/); // the cursor is there again
}, 60_000);

test('elsewhere there are plain lines of at most 100 columns, one every four seconds', async () => {
  const written = await elsewhere(4500);
  expect(written).toMatch(/^a heading\n(word ?)+\n {2}(word ?)+\n {2}\.\.\. \d+ s\nthe end\n$/);
  for (const line of written.split('\n')) expect(line.length).toBeLessThanOrEqual(100);
}, 60_000);

test('NO_COLOR takes colours away from a terminal', async () => {
  expect(await atATerminal(0, { NO_COLOR: '1' })).not.toContain(BOLD);
}, 60_000);

test('FORCE_COLOR has colours elsewhere too', async () => {
  expect(await elsewhere(0, { FORCE_COLOR: '1' })).toContain(BOLD);
}, 60_000);

test.each([{ CI: '1' }, { TERM: 'dumb' }])('with %p nothing moves at a terminal', async (env) => {
  expect(await atATerminal(0, env)).not.toMatch(FRAME);
}, 60_000);

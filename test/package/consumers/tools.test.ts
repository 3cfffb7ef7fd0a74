import { type Tool, toolProblem, versionProblem } from './tools';

const tool: Tool = { program: 'no-such-program', args: ['--version'], version: /v(\d+\.\d+)/, atLeast: '3.10', from: 'https://example.com' };
const needed = 'version 3.10 or later is needed, from https://example.com';

test.each(['v3.10', 'v3.11.2', 'v4.0', 'v10.1'])('%s is new enough', (printed) => {
  expect(versionProblem(tool, printed)).toBeUndefined();
});

test.each([
  ['v3.9', `no-such-program is version 3.9: ${needed}`],
  ['v2.99', `no-such-program is version 2.99: ${needed}`],
  ['Usage: …\n', `no-such-program does not say its version, but "Usage: …": ${needed}`],
])('%p is refused', (printed, problem) => {
  expect(versionProblem(tool, printed)).toBe(problem);
});

test('a program that is not there is named, with what is needed', async () => {
  expect(await toolProblem(tool, { cwd: __dirname })).toBe(`no-such-program is not there: ${needed}`);
});

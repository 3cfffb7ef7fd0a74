import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { writeAtomically } from '../../demo/atomic-file';
import { DEMO_FOLDER } from '../../demo/checkout';
import { run } from '../../demo/child';
import { installed } from '../../demo/prepare';
import { type Progress, SILENT } from '../../demo/progress';
import { Python, PythonEnvironment } from '../../demo/python';

const CFN_LINT = 'from cfnlint.runner import main; main()';
const PARLIAMENT = `
import json, sys
from parliament import analyze_policy_string
findings = analyze_policy_string(sys.stdin.read()).findings
print(json.dumps([str(finding) for finding in findings]))
`;

/** The AWS CLI, and what examines templates and policies. */
export async function checkers(python: Python, signal: AbortSignal, progress: Progress = SILENT): Promise<PythonEnvironment> {
  return installed(join(__dirname, 'requirements.txt'), python, signal, progress);
}

/** The path of an `aws` that runs the AWS CLI, wherever the environment has it. */
export async function awsCli({ executable, env }: PythonEnvironment): Promise<string> {
  const file = join(DEMO_FOLDER, 'bin', 'aws');
  const variables = Object.entries(env).map(([name, value]) => `export ${name}='${value}'\n`).join('');
  await mkdir(dirname(file), { recursive: true });
  await writeAtomically(file, `#!/bin/sh\n${variables}exec '${executable}' -m awscli "$@"\n`, 0o755);
  return file;
}

/** What cfn-lint says of a template: the ids of its rules, and where. */
export async function cfnLint({ executable, env }: PythonEnvironment, template: string, signal: AbortSignal): Promise<string[]> {
  const { output } = await run(executable, ['-c', CFN_LINT, '--format', 'json', template], { env: { ...process.env, ...env }, signal });
  const findings: { Rule: { Id: string }; Location: { Path: string[] }; Message: string }[] = JSON.parse(output);
  return findings.map(({ Rule, Location, Message }) => `${Rule.Id} ${Location.Path.join('/')}: ${Message}`);
}

/** What parliament says of a policy. */
export async function parliament({ executable, env }: PythonEnvironment, policy: object, signal: AbortSignal): Promise<string[]> {
  const { output } = await run(executable, ['-W', 'ignore', '-c', PARLIAMENT], { env: { ...process.env, ...env }, input: JSON.stringify(policy), signal });
  return JSON.parse(output);
}

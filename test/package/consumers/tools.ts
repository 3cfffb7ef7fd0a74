import { run, type Where } from '../../../projenrc/command';

/** A program that has to be there, from some version on. */
export interface Tool {
  readonly program: string;
  readonly args: readonly string[];
  /** Finds the version in what the program prints. */
  readonly version: RegExp;
  readonly atLeast: string;
  /** Where to get it. */
  readonly from: string;
}

/** What is wrong with a tool on this machine, if something is. */
export async function toolProblem(tool: Tool, where: Where): Promise<string | undefined> {
  const printed = await run(tool.program, tool.args, where).catch(() => undefined);
  return printed === undefined ? `${tool.program} is not there: ${needed(tool)}` : versionProblem(tool, printed);
}

export function versionProblem(tool: Tool, printed: string): string | undefined {
  const found = tool.version.exec(printed)?.[1];
  if (found === undefined) return `${tool.program} does not say its version, but "${printed.trim()}": ${needed(tool)}`;
  return isAtLeast(found, tool.atLeast) ? undefined : `${tool.program} is version ${found}: ${needed(tool)}`;
}

function needed({ atLeast, from }: Tool): string {
  return `version ${atLeast} or later is needed, from ${from}`;
}

function isAtLeast(version: string, least: string): boolean {
  const [[major, minor = 0], [leastMajor, leastMinor = 0]] = [version, least].map((each) => each.split('.').map(Number));
  return major > leastMajor || (major === leastMajor && minor >= leastMinor);
}

import { mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DEMO_FOLDER } from '../../demo/checkout';

/** A new empty folder inside the checkout. */
export async function newFolder(): Promise<string> {
  await mkdir(DEMO_FOLDER, { recursive: true });
  return mkdtemp(join(DEMO_FOLDER, 'test-'));
}

/** A program that does what the lines of shell say. Returns its path. */
export async function writeProgram(folder: string, name: string, ...lines: string[]): Promise<string> {
  const file = join(folder, name);
  await writeFile(file, ['#!/bin/sh', ...lines, ''].join('\n'), { mode: 0o755 });
  return file;
}

import { randomUUID } from 'node:crypto';
import { rename, writeFile } from 'node:fs/promises';

/** Writes a file at once: nobody meets a part of it, whenever we are cut off. */
export async function writeAtomically(file: string, content: string, mode: number = 0o644): Promise<void> {
  const part = `${file}.${randomUUID()}`;
  await writeFile(part, content, { mode });
  await rename(part, file);
}

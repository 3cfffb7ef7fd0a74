import { stripVTControlCharacters } from 'node:util';

export const INDENT = '  ';

export function indented(text: string): string {
  return text.replace(/^(?=.)/gm, INDENT);
}

/** Breaks lines that are longer: after a blank, or after what separates the parts of a long word. What goes on is indented. */
export function wrapped(text: string, columns: number): string {
  return text.split('\n').flatMap((line) => wrappedLine(line, columns)).join('\n');
}

function wrappedLine(line: string, columns: number, indent: string = /^ */.exec(line)![0] + INDENT): string[] {
  if (stripVTControlCharacters(line).length <= columns || indent.length * 2 > columns) return [line];
  const cut = breakWithin(line.slice(0, columns + 1), indent.length + columns / 4) ?? columns;
  return [line.slice(0, cut).trimEnd(), ...wrappedLine(indent + line.slice(cut).trimStart(), columns, indent)];
}

/** Where to break, so that the line is not too short: after a blank rather than elsewhere. */
function breakWithin(start: string, least: number): number | undefined {
  const [blank, separator] = [/^.* /, /^.*[:/,=](?=.)/].map((pattern) => pattern.exec(start)?.[0].length ?? 0);
  return [blank, separator].find((end) => end > least);
}

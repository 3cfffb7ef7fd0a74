import type { Progress } from './progress';
import { aside } from './style';
import { INDENT, wrapped } from './wrapped';

const MAX_COLUMNS = 100;

/** How often it is said, where nothing can move, that work goes on. */
const LINE_EVERY_MS = 4000;

/** The terminal, or whatever else the output goes to. */
export const screen: Progress & { readonly columns: number } = {
  /** How wide it is, or what can be read well. */
  get columns(): number {
    return Math.min(process.stdout.columns || MAX_COLUMNS, MAX_COLUMNS);
  },

  say: (text) => console.log(wrapped(text, screen.columns)),

  during: (work) => isAnimated() ? withSpinner(work) : withLines(work),
};

function isAnimated(): boolean {
  return process.stdout.isTTY && process.env.TERM !== 'dumb' && process.env.CI === undefined;
}

async function withSpinner<T>(work: () => Promise<T>): Promise<T> {
  const { default: yoctoSpinner } = await import('yocto-spinner');
  const started = Date.now();
  const spinner = yoctoSpinner({ text: aside('0 s'), stream: process.stdout, handleSignals: false }).start();
  const timer = setInterval(() => { spinner.text = aside(secondsSince(started)); }, 1000);
  try {
    return await work();
  } finally {
    clearInterval(timer);
    spinner.stop();
  }
}

async function withLines<T>(work: () => Promise<T>): Promise<T> {
  const started = Date.now();
  const timer = setInterval(() => screen.say(`${INDENT}... ${secondsSince(started)}`), LINE_EVERY_MS);
  try {
    return await work();
  } finally {
    clearInterval(timer);
  }
}

export function secondsSince(start: number): string {
  return `${Math.round((Date.now() - start) / 1000)} s`;
}

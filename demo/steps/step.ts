import type { LocalAws } from '../local-aws';

/** A part of the life of a certificate and a configuration. The steps build on each other. */
export interface Step {
  readonly title: string;

  /** How long it may take: much more than it needs, and far less than an emulator waits for a function that does not respond. */
  readonly seconds: number;

  /** Does it, makes sure that it is as it should be, and returns what came of it. */
  readonly take: (aws: LocalAws, signal: AbortSignal) => Promise<string>;
}

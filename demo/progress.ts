/** Where work says how far it is. */
export interface Progress {
  say(text: string): void;

  /** Shows, as long as the work takes, that it goes on. */
  during<T>(work: () => Promise<T>): Promise<T>;
}

export const SILENT: Progress = { say: () => {}, during: (work) => work() };

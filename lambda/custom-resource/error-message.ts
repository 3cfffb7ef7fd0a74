/** What an error says, in one line and without a stack trace. */
export function errorMessage(error: unknown): string {
  const message = (error as Partial<Error> | null | undefined)?.message ?? error;
  const text = typeof message === 'string' ? message.replace(/\n\s+at .*/g, '').replace(/\s+/g, ' ').trim() : ''; // anything can be thrown
  return text === '' ? 'The request failed, and nothing says why' : text.replace(/^[a-z]+(?= )/, (word) => word[0].toUpperCase() + word.slice(1));
}

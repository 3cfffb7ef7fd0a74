/** An error of the service: its code, a message, and the HTTP status that it comes with. */
export class Fault extends Error {
  constructor(readonly code: string, message: string, readonly status: number = 400) {
    super(message);
    this.name = code;
  }
}

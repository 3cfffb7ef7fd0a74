import { NodeHttpHandler } from '@smithy/node-http-handler';
import type { HttpHandlerOptions, HttpRequest, HttpResponse } from '@smithy/types';

/** One try of a call ends after this time; the SDK then makes another. */
const TRY_MILLISECONDS = 10_000;

/**
 * Limits the time of one try up to the last byte of its answer. The time-outs of the SDK's own handler end with the answer's
 * first byte, or begin anew with each.
 */
export class WholeAnswerHttpHandler extends NodeHttpHandler {
  public constructor(private readonly tryMilliseconds = TRY_MILLISECONDS) {
    super();
  }

  public override async handle(request: HttpRequest, options: HttpHandlerOptions = {}): ReturnType<NodeHttpHandler['handle']> {
    const tooLong = new AbortController();
    const abortSignal = options.abortSignal ? AbortSignal.any([options.abortSignal as AbortSignal, tooLong.signal]) : tooLong.signal;
    let timer: NodeJS.Timeout | undefined;
    const expiry = new Promise<never>((_, reject) => {
      timer = setTimeout(() => {
        tooLong.abort();
        reject(Object.assign(new Error(`no answer within ${this.tryMilliseconds / 1000} seconds`), { name: 'TimeoutError' })); // a name that is tried again
      }, this.tryMilliseconds);
    });
    try {
      return await Promise.race([this.wholeAnswer(request, { ...options, abortSignal }), expiry]);
    } finally {
      clearTimeout(timer);
    }
  }

  private async wholeAnswer(request: HttpRequest, options: HttpHandlerOptions): ReturnType<NodeHttpHandler['handle']> {
    const { response } = await super.handle(request as Parameters<NodeHttpHandler['handle']>[0], options);
    return { response: Object.assign(response, { body: await read(response) }) };
  }
}

async function read({ body }: HttpResponse): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of body as AsyncIterable<Uint8Array>) chunks.push(chunk);
  return Buffer.concat(chunks);
}

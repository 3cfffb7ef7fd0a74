import { NodeHttpHandler } from '@smithy/node-http-handler';
import type { HttpHandlerOptions, HttpRequest, HttpResponse } from '@smithy/types';
import { THROUGH_PROXY } from '../proxy';

/** One call ends after this time; another may be made. */
export const TRY_MILLISECONDS = 10_000;

/**
 * Limits the time of one try up to the last byte of its answer. The time-outs of the SDK's own handler end with the answer's
 * first byte, or begin anew with each.
 */
export class WholeAnswerHttpHandler extends NodeHttpHandler {
  public constructor(private readonly tryMilliseconds = TRY_MILLISECONDS) {
    super({ httpAgent: THROUGH_PROXY, httpsAgent: THROUGH_PROXY });
  }

  public override async handle(request: HttpRequest, options: HttpHandlerOptions = {}): ReturnType<NodeHttpHandler['handle']> {
    const tooLong = new AbortController();
    const abortSignal = options.abortSignal ? AbortSignal.any([options.abortSignal as AbortSignal, tooLong.signal]) : tooLong.signal;
    let timer: NodeJS.Timeout | undefined;
    const expiry = new Promise<never>((_, reject) => {
      timer = setTimeout(() => {
        tooLong.abort();
        reject(noAnswer(this.tryMilliseconds));
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

/** Its name is one of those that the SDK knows as transient. */
export function noAnswer(milliseconds: number): Error {
  return Object.assign(new Error(`no answer within ${milliseconds / 1000} seconds`), { name: 'TimeoutError' });
}

async function read({ body }: HttpResponse): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of body as AsyncIterable<Uint8Array>) chunks.push(chunk);
  return Buffer.concat(chunks);
}

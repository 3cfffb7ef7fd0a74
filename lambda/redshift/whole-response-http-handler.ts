import { NodeHttpHandler } from '@smithy/node-http-handler';
import type { HttpHandlerOptions, HttpRequest, HttpResponse } from '@smithy/types';
import { TRY_TIMEOUT } from '../deadlines';
import { THROUGH_PROXY } from '../proxy';

/**
 * Limits the time of one try up to the last byte of its response. The time-outs of the SDK's own handler end with the first byte, or
 * begin anew with each: docs/decisions/0009-time-limit-over-the-whole-response.md.
 */
export class WholeResponseHttpHandler extends NodeHttpHandler {
  public constructor(private readonly milliseconds = TRY_TIMEOUT) {
    super({ httpAgent: THROUGH_PROXY, httpsAgent: THROUGH_PROXY });
  }

  public override async handle(request: HttpRequest, options: HttpHandlerOptions = {}): ReturnType<NodeHttpHandler['handle']> {
    const tooLong = new AbortController();
    const abortSignal = options.abortSignal ? AbortSignal.any([options.abortSignal as AbortSignal, tooLong.signal]) : tooLong.signal;
    let timer: NodeJS.Timeout | undefined;
    const expiry = new Promise<never>((_, reject) => {
      timer = setTimeout(() => {
        tooLong.abort();
        reject(noResponse(this.milliseconds));
      }, this.milliseconds);
    });
    try {
      return await Promise.race([this.wholeResponse(request, { ...options, abortSignal }), expiry]);
    } finally {
      clearTimeout(timer);
    }
  }

  private async wholeResponse(request: HttpRequest, options: HttpHandlerOptions): ReturnType<NodeHttpHandler['handle']> {
    const { response } = await super.handle(request as Parameters<NodeHttpHandler['handle']>[0], options);
    return { response: Object.assign(response, { body: await read(response) }) };
  }
}

/** Its name is one of those that the SDK knows as transient. */
export function noResponse(milliseconds: number): Error {
  return Object.assign(new Error(`no response within ${milliseconds / 1000} seconds`), { name: 'TimeoutError' });
}

async function read({ body }: HttpResponse): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of body as AsyncIterable<Uint8Array>) chunks.push(chunk);
  return Buffer.concat(chunks);
}

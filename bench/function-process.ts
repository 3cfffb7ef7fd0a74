import { get } from 'node:http';
import { globalAgent } from 'node:https';
import { createRequire } from 'node:module';

/*
 * A process that is one environment of a Lambda function: it loads the handler, runs one event, writes what the handler returns
 * to standard output, which is its only output, and ends.
 */

/** What such a process is told. */
export interface FunctionRun {
  readonly file: string;
  /** The name of what the file exports. */
  readonly handler: string;
  readonly event: object;
  /** Where `https` goes without a port in the URL: handlers that know only 443 have no other way to a receiver of ours. */
  readonly httpsPort: number;
  /** Answers when the handler may begin. @default - it begins as soon as it is loaded */
  readonly signalUrl?: string;
}

type Handler = (event: object, context: object) => Promise<unknown>;

const { file, handler, event, httpsPort, signalUrl }: FunctionRun = JSON.parse(process.argv[2]);
const context = { getRemainingTimeInMillis: () => 300_000, invokedFunctionArn: 'arn:aws:lambda:us-east-1:000000000000:function:bench' };
Object.assign(globalAgent, { defaultPort: httpsPort });
console.log = () => {};
void (async () => {
  const exported = createRequire(__filename)(file) as Record<string, Handler>;
  if (signalUrl !== undefined) await new Promise((resolve) => get(signalUrl, (response) => response.resume().on('end', resolve)));
  const result = await exported[handler](event, context);
  process.stdout.write(JSON.stringify(result ?? null), () => process.exit());
})();

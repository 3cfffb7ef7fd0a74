import { describeCall } from './call-description';
import { CloudFormationEvent } from './cloudformation-events';
import { InProcessRedshift, InProcessRedshiftOptions } from './in-process-redshift';
import { VirtualClock } from './virtual-clock';
import { Put } from '../../lambda/custom-resource/delivery';
import { customResourceHandler } from '../../lambda/custom-resource/handler';
import { hsmClientCertificate } from '../../lambda/hsm-client-certificate/hsm-client-certificate';
import { ownedResource } from '../../lambda/owned-resource/owned-resource';
import { HSM_CLIENT_CERTIFICATE_TYPE } from '../../src/private/contract';

/** What came of one invocation of the function. */
export interface InvocationResult {
  /** The body of the one response. */
  readonly response: unknown;
  /** The calls to Redshift during the invocation, in words. */
  readonly sent: string[];
  readonly warnings: string[];
  readonly seconds: number;
}

/** The function with its time-out, and all that is around it, without real time. */
export class InProcessFunction {
  readonly clock = new VirtualClock();
  readonly redshift: InProcessRedshift;

  /** In milliseconds. @default - the 300 seconds that the library sets */
  timeout = 300_000;

  /** How CloudFormation replies to a response. @default - with the status 200 */
  put?: Put;

  constructor(options: InProcessRedshiftOptions = {}) {
    this.redshift = new InProcessRedshift(this.clock, options);
  }

  async invoke(event: CloudFormationEvent): Promise<InvocationResult> {
    const { clock, redshift } = this;
    const [bodies, lines]: [string[], string[]] = [[], []];
    const put: Put = async (url, body, signal) => {
      const status = await this.put?.(url, body, signal) ?? 200;
      if (status === 200) bodies.push(body);
      return status;
    };
    const handler = customResourceHandler(
      { [HSM_CLIENT_CERTIFICATE_TYPE]: ownedResource(hsmClientCertificate, redshift.connect) },
      { clock, put, log: (line) => lines.push(line) },
    );
    const [startedAt, callsBefore] = [clock.now(), redshift.calls.length];
    await handler(event, { getRemainingTimeInMillis: () => this.timeout - (clock.now() - startedAt) });
    if (bodies.length !== 1 || lines.length !== 1) throw new Error(`${bodies.length} responses and ${lines.length} lines in the log`);
    const { warnings } = JSON.parse(lines[0]) as { warnings: string[] };
    const sent = redshift.calls.slice(callsBefore).map(describeCall);
    return { response: JSON.parse(bodies[0]), sent, warnings, seconds: (clock.now() - startedAt) / 1000 };
  }
}

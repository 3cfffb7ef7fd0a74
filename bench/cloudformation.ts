import { setTimeout as sleep } from 'node:timers/promises';

const POLL_MILLISECONDS = 10;

/** CloudFormation on the emulator, which is asked every 10 milliseconds how far it is; the CDK CLI asks every five seconds. */
export class CloudFormation {
  public constructor(private readonly url: string, private readonly signal: AbortSignal) {}

  public async createStack(name: string, templateUrl: string): Promise<void> {
    await this.change('CreateStack', name, { TemplateURL: templateUrl }, 'CREATE_COMPLETE');
  }

  public async updateStack(name: string, templateUrl: string): Promise<void> {
    await this.change('UpdateStack', name, { TemplateURL: templateUrl }, 'UPDATE_COMPLETE');
  }

  public async deleteStack(name: string): Promise<void> {
    await this.change('DeleteStack', name, {}, undefined);
  }

  private async change(action: string, name: string, parameters: Record<string, string>, expected: string | undefined): Promise<void> {
    await this.call(action, { 'StackName': name, 'Capabilities.member.1': 'CAPABILITY_IAM', ...parameters });
    let status: string | undefined;
    while ((status = await this.status(name))?.endsWith('_IN_PROGRESS')) await sleep(POLL_MILLISECONDS, undefined, { signal: this.signal });
    if (status === expected) return;
    const events = await this.call('DescribeStackEvents', { StackName: name });
    const reasons = [...events.matchAll(/<ResourceStatusReason>([^<]+)/g)].map(([, reason]) => reason);
    throw new Error(`${action} of ${name} ended in ${status}:\n${reasons.reverse().join('\n')}`);
  }

  /** Undefined if there is no such stack. */
  private async status(name: string): Promise<string | undefined> {
    const reply = await this.call('DescribeStacks', { StackName: name }).catch((error: Error) => {
      if (error.message.includes('does not exist')) return '';
      throw error;
    });
    return /<StackStatus>(\w+)/.exec(reply)?.[1];
  }

  private async call(action: string, parameters: Record<string, string>): Promise<string> {
    const response = await fetch(this.url, {
      method: 'POST',
      headers: { // the emulator takes the service from the signature, which it does not check
        'content-type': 'application/x-www-form-urlencoded',
        'authorization': 'AWS4-HMAC-SHA256 Credential=test/20260101/us-east-1/cloudformation/aws4_request, SignedHeaders=host, Signature=0',
      },
      body: new URLSearchParams({ Action: action, Version: '2010-05-15', ...parameters }),
      signal: this.signal,
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${action} was refused: ${text}`);
    return text;
  }
}

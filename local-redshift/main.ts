import { parseArgs } from 'node:util';
import type { Call } from './injected-faults';
import { noProxyForThisMachine } from './no-proxy';
import { whenParentIsGone } from './parent';
import { RedshiftHsmServer } from './server';

const USAGE = 'Usage: npm run local:redshift [-- --port N]';

async function main(): Promise<void> {
  const server = await new RedshiftHsmServer({ onCall: (call) => console.log(line(call)) }).start(port());
  endWhenAsked(server);
  console.log(introduction(server));
}

function port(): number | undefined {
  const { values } = parseArgs({ options: { port: { type: 'string' } } });
  if (values.port === undefined) return undefined;
  const number = /^\d{1,5}$/.test(values.port) ? Number(values.port) : NaN;
  if (!(number >= 1 && number <= 65535)) throw new Error(`--port takes a whole number from 1 to 65535; it is '${values.port}'.`);
  return number;
}

function introduction({ url, hsm }: RedshiftHsmServer): string {
  const [identifier, configuration] = ['my-certificate', 'my-configuration'];
  const arn = hsm.hsmClientCertificateArn(identifier);
  const aws = `aws --endpoint-url ${url} redshift`;
  return `Local Redshift HSM endpoint: ${url}
Region ${hsm.region}, account ${hsm.account}. It forgets everything when it ends: Ctrl-C.

To try it with the AWS CLI:

export AWS_ACCESS_KEY_ID=test AWS_SECRET_ACCESS_KEY=test AWS_DEFAULT_REGION=${hsm.region} AWS_REGION=${hsm.region}${pastProxies()}
${aws} create-hsm-client-certificate --hsm-client-certificate-identifier ${identifier} --tags Key=team,Value=security
${aws} describe-hsm-client-certificates --hsm-client-certificate-identifier ${identifier}
${aws} create-tags --resource-name ${arn} --tags Key=stage,Value=test
${aws} describe-tags --resource-name ${arn}
${aws} delete-tags --resource-name ${arn} --tag-keys stage
${aws} delete-hsm-client-certificate --hsm-client-certificate-identifier ${identifier}
${aws} create-hsm-configuration --hsm-configuration-identifier ${configuration} --description 'The HSM' --hsm-ip-address 192.0.2.1 \\
  --hsm-partition-name redshift --hsm-partition-password example --hsm-server-public-certificate example
${aws} describe-hsm-configurations --hsm-configuration-identifier ${configuration}
${aws} delete-hsm-configuration --hsm-configuration-identifier ${configuration}
`;
}

/** What the AWS CLI needs besides if there is a proxy. */
function pastProxies(): string {
  if (!Object.keys(process.env).some((name) => /^(https?|all)_proxy$/i.test(name))) return '';
  const variables = Object.entries(noProxyForThisMachine(process.env)).map(([name, hosts]) => `${name}='${hosts}'`);
  return `\nexport ${variables.join(' ')}`;
}

function line({ action, resource, error }: Call): string {
  return `${action || 'A request without an action'}${resource === '*' ? '' : ` ${resource}`}: ${error ?? 'done'}`;
}

function endWhenAsked(server: RedshiftHsmServer): void {
  const end = (): void => void server.close().finally(() => process.exit());
  process.once('SIGINT', end).once('SIGTERM', end);
  process.stdout.on('error', end); // nobody reads any more
  whenParentIsGone(end);
}

function errorMessage(error: NodeJS.ErrnoException & { port?: number }): string {
  if (error.code === 'EADDRINUSE') return `Port ${error.port} is taken: choose another one, or leave --port out for a free one.`;
  if (error.code === 'EACCES') return `Port ${error.port} needs more rights: choose one above 1023, or leave --port out for a free one.`;
  if (error.code?.startsWith('ERR_PARSE_ARGS')) return `${error.message}\n${USAGE}`;
  return error.message;
}

main().catch((error) => {
  console.error(errorMessage(error));
  process.exitCode = 1;
});

import type { Call } from './injected-faults';
import { noProxyForThisMachine } from './no-proxy';
import { portFrom } from './options';
import { whenParentIsGone } from './parent';
import { RedshiftHsmServer } from './server';

async function main(): Promise<void> {
  const server = await new RedshiftHsmServer({ onCall: (call) => console.log(line(call)) }).start(portFrom(process.argv.slice(2)));
  endWhenAsked(server);
  console.log(introduction(server));
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
  return error.message;
}

main().catch((error) => {
  console.error(errorMessage(error));
  process.exitCode = 1;
});

import { Call } from '../../local-redshift/injected-faults';

/** What a call sent, in words: the action, the certificate, and the tags or their keys. */
export function describeCall({ action, params }: Call): string {
  const { HsmClientCertificateIdentifier: identifier, ResourceName: arn, Marker: marker } = params;
  const tags = list(params, 'Tags.Tag', '.Key').map(([place, key]) => `${key}=${params[`${place}.Value`]}`);
  const keys = list(params, 'TagKeys.TagKey', '').map(([, key]) => key);
  return [action, identifier ?? arn?.replace(/^.*:hsmclientcertificate:/, ''), marker && 'the next page', ...tags, ...keys].filter(Boolean).join(' ');
}

/** Without the looks for what may still come: of calls that follow each other and are the same, the first. */
export function withoutRepeats(sent: string[]): string[] {
  return sent.filter((words, i) => words !== sent[i - 1]);
}

/** The members of a list of parameters, with the place where each is. */
function list(params: Readonly<Record<string, string>>, name: string, suffix: string): [string, string][] {
  const members: [string, string][] = [];
  for (let place = `${name}.1`; params[place + suffix] !== undefined; place = `${name}.${members.length + 1}`) {
    members.push([place, params[place + suffix]]);
  }
  return members;
}

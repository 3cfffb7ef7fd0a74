import { request } from 'node:https';

interface Event {
  readonly RequestId: string;
  readonly ResponseURL: string;
}

/** What every custom resource has to do, and nothing else: responds to the request. */
export async function handler({ RequestId, ResponseURL, ...event }: Event): Promise<void> {
  const body = JSON.stringify({ ...event, RequestId, Status: 'SUCCESS', PhysicalResourceId: RequestId });
  await new Promise<void>((resolve, reject) => {
    request(ResponseURL, { method: 'PUT', headers: { 'content-type': '', 'content-length': Buffer.byteLength(body) } }, (response) => {
      response.resume().on('end', resolve);
    }).on('error', reject).end(body);
  });
}

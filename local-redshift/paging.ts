import { Fault } from './fault';

interface Paging {
  readonly Marker?: string;
  readonly MaxRecords?: number;
}

/** One page, in the order of the keys. A marker says after which key the next one begins, so that what comes or goes in between disturbs nothing. */
export function page<T>(
  collection: string, all: T[], key: (record: T) => string, { Marker, MaxRecords }: Paging, { fewest, most } = { fewest: 20, most: 100 },
): { records: T[]; marker?: string } {
  const size = MaxRecords ?? most;
  if (!Number.isInteger(size) || size < fewest || size > most) {
    throw new Fault('InvalidParameterValue', `MaxRecords must be from ${fewest} to ${most}; it is ${MaxRecords}.`);
  }
  const after = Marker ? readMarker(collection, Marker) : undefined;
  const rest = all
    .filter((record) => after === undefined || key(record) > after)
    .sort((one, other) => (key(one) < key(other) ? -1 : 1));
  const records = rest.slice(0, size);
  return { records, marker: rest.length > size ? writeMarker(collection, key(records[size - 1])) : undefined };
}

function writeMarker(collection: string, key: string): string {
  return Buffer.from(`${collection}/${key}`).toString('base64url');
}

function readMarker(collection: string, marker: string): string {
  const key = Buffer.from(marker, 'base64url').toString().slice(collection.length + 1);
  if (writeMarker(collection, key) !== marker) throw new Fault('InvalidParameterValue', 'The Marker is none that this call returned.');
  return key;
}

/** Ends a physical id that CloudFormation invents. */
export const INVENTED = '1JKA8XQ2P5RTZ';

/** An id that is not a name of anything. */
export function isInvented(physicalId: string): boolean {
  return physicalId.endsWith(INVENTED);
}

/** A physical id that is the identifier of a certificate: neither invented nor a marker. */
export function isName(physicalId: string): boolean {
  return !isInvented(physicalId) && !physicalId.includes(':');
}

export function isSame(one: string | undefined, other: string | undefined): boolean {
  return one?.toLowerCase() === other?.toLowerCase();
}

export function isAmong(names: readonly string[], wanted: string): boolean {
  return names.some((name) => isSame(name, wanted));
}

/** Requests are numbered in the order in which they are sent. */
export function number(requestId: string): number {
  return Number(/\d+$/.exec(requestId)![0]);
}

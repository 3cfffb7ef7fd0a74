import { Fault } from '../../local-redshift/fault';

/** The code of the fault that an action ends in; undefined if it succeeds. */
export function codeOf(action: () => unknown): string | undefined {
  try {
    action();
    return undefined;
  } catch (error) {
    expect(error).toBeInstanceOf(Fault);
    return (error as Fault).code;
  }
}

/** How pip installs what a file pins. Wheels alone: what builds a package of its source is downloaded besides, and is pinned by nobody. */
export const PINNED = ['--require-hashes', '--only-binary', ':all:', '--requirement'];

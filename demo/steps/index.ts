import { deploy, refuseTheirs, rename, rollBackRename, rollBackTags, updateTags } from './certificate';
import { changePartition, createConfiguration } from './configuration';
import { stateAnotherFingerprint, stateTheRegisteredFingerprint } from './registered-fingerprint';
import { bootstrap, destroy } from './stack';

/** In their order. */
export const STEPS = [
  bootstrap, deploy, updateTags, rename, rollBackTags, rollBackRename, refuseTheirs,
  stateAnotherFingerprint, stateTheRegisteredFingerprint,
  createConfiguration, changePartition,
  destroy,
];

export * from './existing-hsm-client-certificate';
export * from './hsm-client-certificate';
export * from './hsm-configuration';
export * from './hsm-encryption';
export * from './hsm-partition-password';
export * from './hsm-provider';

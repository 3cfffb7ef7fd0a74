export * from './hsm-client-certificate';

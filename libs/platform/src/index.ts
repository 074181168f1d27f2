export * from './ids';
export * from './errors';
export * from './tenant-context';
export * from './identity-token';
export * from './config/slice';
export * from './config/variables';
export * from './config/config.module';

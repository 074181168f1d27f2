export * from './ids';
export * from './errors';
export {
  addCalendarDays,
  calendarDay,
  calendarSpans,
  type CalendarSpan,
  type CalendarStep,
  isTimeZone,
  startOfDay,
} from './calendar';
export * from './tenant-context';
export * from './identity-token';
export { wholeOrNothing } from './whole-or-nothing';
export * from './config/slice';
export * from './config/variables';
export * from './config/config.module';
export { MASK, scrubReport, SecretScrubber, secretScrubber } from './logging/secret-scrubber';
export {
  LoggingModule,
  loggingConfig,
  REQUEST_ID_HEADER,
  scrubbed,
} from './logging/logging.module';
export { type HealthCheck, type HealthResult, runChecks } from './observability/health';
export { MetricsModule } from './observability/metrics.module';

/** Loaded by `node --import` before everything else, so that Sentry sees all that comes after. */
import { init } from '@sentry/nestjs';
import { environment } from './env';

const dsn = environment['SENTRY_DSN'];
if (dsn) init({ dsn, tracesSampleRate: 0.1 });

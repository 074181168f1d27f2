import 'reflect-metadata';
import { NestFactory } from '@nestjs/core';
import { Logger } from 'nestjs-pino';
import { AppModule } from './app.module';

const app = await NestFactory.createApplicationContext(AppModule, {
  bufferLogs: true,
  abortOnError: false,
});
app.useLogger(app.get(Logger));
app.enableShutdownHooks();
await app.init();
app.get(Logger).log('The worker is ready.');

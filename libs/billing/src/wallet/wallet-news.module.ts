import { Module } from '@nestjs/common';
import { RedisModule } from '@renum/queues';
import { WalletNews } from './wallet-news';

@Module({ imports: [RedisModule], providers: [WalletNews], exports: [WalletNews] })
export class WalletNewsModule {}

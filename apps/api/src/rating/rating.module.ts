import { Module } from '@nestjs/common';
import { LedgerModule } from '@renum/billing';
import { OperatorRatingController } from './operator-rating.controller';

@Module({ imports: [LedgerModule], controllers: [OperatorRatingController] })
export class RatingApiModule {}

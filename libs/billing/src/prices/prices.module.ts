import { Module } from '@nestjs/common';
import { AuditModule } from '@renum/audit';
import { PriceDesk } from './price-desk';
import { PricesService } from './prices.service';

/** For processes in which people look prices up and set them. */
@Module({
  imports: [AuditModule],
  providers: [PricesService, PriceDesk],
  exports: [PricesService, PriceDesk],
})
export class PricesModule {}

import { Body, Controller, Get, Post, Query } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { PriceDesk } from '@renum/billing';
import type { Page, PriceOverrideView, PriceQuoteView } from '@renum/contracts';
import type { Principal } from '@renum/tenants';
import { CurrentUser, Operator } from '../auth/access.decorators';
import { PRICE, QUOTE } from './prices.examples';
import {
  askedOf,
  newPriceOf,
  operatorQuoteQuery,
  priceBody,
  pricesQuery,
  type OperatorQuoteQuery,
  type PriceBody,
  type PricesQuery,
} from './prices.dto';

@ApiTags('operator')
@Controller('v1/operator/prices')
export class OperatorPricesController {
  constructor(private readonly desk: PriceDesk) {}

  @Operator()
  @Get()
  @ApiOperation({ summary: 'Prices above the public list, of all tenants, newest first' })
  @ApiOkResponse({ example: { items: [PRICE] } })
  list(@Query({ schema: pricesQuery }) query: PricesQuery): Promise<Page<PriceOverrideView>> {
    return this.desk.list(query);
  }

  @Operator()
  @Get('quote')
  @ApiOperation({ summary: 'What a model, or a unit of a tool, costs a tenant' })
  @ApiOkResponse({ example: QUOTE })
  quote(@Query({ schema: operatorQuoteQuery }) query: OperatorQuoteQuery): Promise<PriceQuoteView> {
    return this.desk.quote(askedOf(query));
  }

  /** Never changed: a new price is a new entry. Calls that have begun keep theirs. */
  @Operator()
  @Post()
  @ApiOperation({ summary: 'Set a price from a moment on, for all tenants or for one' })
  @ApiCreatedResponse({ example: PRICE })
  set(
    @Body({ schema: priceBody }) body: PriceBody,
    @CurrentUser() user: Principal,
  ): Promise<PriceOverrideView> {
    return this.desk.set(newPriceOf(body), user.userId);
  }
}

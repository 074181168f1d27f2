import { Body, Controller, Get, Post, Query } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { PricesService } from '@renum/billing';
import { ROLES, type Page, type PriceOverrideView, type PriceQuoteView } from '@renum/contracts';
import { Roles } from '../auth/access.decorators';
import { OWN_PRICE, QUOTE } from './prices.examples';
import {
  askedOf,
  newPriceOf,
  ownPriceBody,
  ownPricesQuery,
  quoteQuery,
  type OwnPriceBody,
  type OwnPricesQuery,
  type QuoteQuery,
} from './prices.dto';

@ApiTags('prices')
@Controller('v1/prices')
export class PricesController {
  constructor(private readonly prices: PricesService) {}

  @Roles(...ROLES)
  @Get()
  @ApiOperation({ summary: 'Prices that hold for this tenant alone, newest first' })
  @ApiOkResponse({ example: { items: [OWN_PRICE] } })
  list(@Query({ schema: ownPricesQuery }) query: OwnPricesQuery): Promise<Page<PriceOverrideView>> {
    return this.prices.list(query);
  }

  /** With the tenant's own key. Budgets count by it; a call keeps the price that it began with. */
  @Roles(...ROLES)
  @Get('quote')
  @ApiOperation({ summary: 'What a model, or a unit of a tool, costs' })
  @ApiOkResponse({ example: QUOTE })
  quote(@Query({ schema: quoteQuery }) query: QuoteQuery): Promise<PriceQuoteView> {
    return this.prices.quote(askedOf(query));
  }

  /** For models that the tenant runs itself, and for its own providers: budgets need their prices. */
  @Roles('owner', 'admin')
  @Post()
  @ApiOperation({ summary: 'Say what a model of the tenant’s own costs, from a moment on' })
  @ApiCreatedResponse({ example: OWN_PRICE })
  set(@Body({ schema: ownPriceBody }) body: OwnPriceBody): Promise<PriceOverrideView> {
    return this.prices.set(newPriceOf(body));
  }
}

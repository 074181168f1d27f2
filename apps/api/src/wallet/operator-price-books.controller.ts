import { Body, Controller, Get, Post, Query } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { PriceBooks } from '@renum/billing';
import type { Page, PriceBookView } from '@renum/contracts';
import type { Principal } from '@renum/tenants';
import { CurrentUser, Operator } from '../auth/access.decorators';
import { pageQuery, type PageQuery } from '../http/page-query';
import { priceBookBody, type PriceBookBody } from './wallet.dto';
import { PRICE_BOOK } from './wallet.examples';

@ApiTags('operator')
@Controller('v1/operator/price-books')
export class OperatorPriceBooksController {
  constructor(private readonly books: PriceBooks) {}

  @Operator()
  @Get()
  @ApiOperation({ summary: 'All versions of the price books, newest first' })
  @ApiOkResponse({ example: { items: [PRICE_BOOK] } })
  list(@Query({ schema: pageQuery }) query: PageQuery): Promise<Page<PriceBookView>> {
    return this.books.list(query);
  }

  /** Events that are there already keep the price that they were given. */
  @Operator()
  @Post()
  @ApiOperation({ summary: 'Publish the next version of a price book' })
  @ApiCreatedResponse({ example: PRICE_BOOK })
  publish(
    @Body({ schema: priceBookBody }) body: PriceBookBody,
    @CurrentUser() user: Principal,
  ): Promise<PriceBookView> {
    return this.books.publish(body, user.userId);
  }
}

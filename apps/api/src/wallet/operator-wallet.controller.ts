import { Body, Controller, Get, HttpCode, Patch, Post, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { WalletDesk } from '@renum/billing';
import type { BillingTermsView, Page, WalletTransactionView, WalletView } from '@renum/contracts';
import type { Principal } from '@renum/tenants';
import { CurrentUser, Operator } from '../auth/access.decorators';
import { pageQuery, type PageQuery } from '../http/page-query';
import { IdParam } from '../http/validation';
import {
  creditBody,
  movementBody,
  termsBody,
  type CreditBody,
  type MovementBody,
  type TermsBody,
} from './wallet.dto';
import { TERMS, TRANSACTION, WALLET } from './wallet.examples';

@ApiTags('operator')
@Controller('v1/operator/tenants')
export class OperatorWalletController {
  constructor(private readonly desk: WalletDesk) {}

  @Operator()
  @Get(':id/wallet')
  @ApiOperation({ summary: 'What a tenant has and owes' })
  @ApiOkResponse({ example: WALLET })
  wallet(@IdParam() id: string): Promise<WalletView> {
    return this.desk.wallet(id);
  }

  @Operator()
  @Get(':id/transactions')
  @ApiOperation({ summary: 'Movements of a tenant’s money, newest first' })
  @ApiOkResponse({ example: { items: [TRANSACTION] } })
  transactions(
    @IdParam() id: string,
    @Query({ schema: pageQuery }) query: PageQuery,
  ): Promise<Page<WalletTransactionView>> {
    return this.desk.transactions(id, query);
  }

  @Operator()
  @Get(':id/billing')
  @ApiOperation({ summary: 'How a tenant pays, and by which prices' })
  @ApiOkResponse({ example: TERMS })
  terms(@IdParam() id: string): Promise<BillingTermsView> {
    return this.desk.terms(id);
  }

  @Operator()
  @Post(':id/top-ups')
  @HttpCode(200)
  @ApiOperation({ summary: 'Book what a tenant has paid in' })
  @ApiOkResponse({ example: WALLET })
  topUp(
    @IdParam() id: string,
    @Body({ schema: movementBody }) body: MovementBody,
    @CurrentUser() user: Principal,
  ): Promise<WalletView> {
    return this.desk.topUp(id, body, user.userId);
  }

  @Operator()
  @Post(':id/refunds')
  @HttpCode(200)
  @ApiOperation({ summary: 'Book what a tenant was paid back from its wallet' })
  @ApiOkResponse({ example: WALLET })
  refund(
    @IdParam() id: string,
    @Body({ schema: movementBody }) body: MovementBody,
    @CurrentUser() user: Principal,
  ): Promise<WalletView> {
    return this.desk.refund(id, body, user.userId);
  }

  /** Credits are used before the wallet: by priority, then what expires first. */
  @Operator()
  @Post(':id/credits')
  @HttpCode(200)
  @ApiOperation({ summary: 'Grant a tenant credit' })
  @ApiOkResponse({ example: WALLET })
  grant(
    @IdParam() id: string,
    @Body({ schema: creditBody }) body: CreditBody,
    @CurrentUser() user: Principal,
  ): Promise<WalletView> {
    return this.desk.grant(id, body, user.userId);
  }

  @Operator()
  @Patch(':id/billing')
  @ApiOperation({ summary: 'Change how a tenant pays, and by which prices' })
  @ApiOkResponse({ example: TERMS })
  setTerms(
    @IdParam() id: string,
    @Body({ schema: termsBody }) body: TermsBody,
    @CurrentUser() user: Principal,
  ): Promise<BillingTermsView> {
    return this.desk.setTerms(id, body, user.userId);
  }
}

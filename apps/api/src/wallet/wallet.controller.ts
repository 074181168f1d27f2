import { Controller, Get, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { PaymentsService, WalletService } from '@renum/billing';
import {
  ROLES,
  type Page,
  type WalletStateView,
  type WalletTransactionView,
  type WalletView,
} from '@renum/contracts';
import { Roles } from '../auth/access.decorators';
import { pageQuery, type PageQuery } from '../http/page-query';
import { TRANSACTION, WALLET, WALLET_STATE } from './wallet.examples';

@ApiTags('wallet')
@Controller('v1/wallet')
export class WalletController {
  constructor(
    private readonly wallet: WalletService,
    private readonly payments: PaymentsService,
  ) {}

  @Roles('owner', 'admin')
  @Get()
  @ApiOperation({ summary: 'What the tenant has paid in, was granted and owes' })
  @ApiOkResponse({ example: WALLET })
  async get(): Promise<WalletView> {
    return { ...(await this.wallet.get()), payments: this.payments.providerName };
  }

  /** Of the wallet itself only owners and admins know more. */
  @Roles(...ROLES)
  @Get('state')
  @ApiOperation({ summary: 'Whether calls are refused because nothing is left' })
  @ApiOkResponse({ example: WALLET_STATE })
  state(): Promise<WalletStateView> {
    return this.wallet.state();
  }

  @Roles('owner', 'admin')
  @Get('transactions')
  @ApiOperation({ summary: 'Movements of the tenant’s money, newest first' })
  @ApiOkResponse({ example: { items: [TRANSACTION] } })
  transactions(
    @Query({ schema: pageQuery }) query: PageQuery,
  ): Promise<Page<WalletTransactionView>> {
    return this.wallet.transactions(query);
  }
}

import { Body, Controller, Delete, Get, HttpCode, Patch, Post, Query } from '@nestjs/common';
import {
  ApiCreatedResponse,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiOperation,
  ApiTags,
} from '@nestjs/swagger';
import type {
  NewWebhookView,
  Page,
  WebhookDeliveryView,
  WebhookSecretView,
  WebhookView,
} from '@renum/contracts';
import { WebhookDeliveries, WebhooksService } from '@renum/webhooks';
import { Roles } from '../auth/access.decorators';
import { IdParam } from '../http/validation';
import {
  createWebhookBody,
  deliveriesQuery,
  updateWebhookBody,
  type CreateWebhookBody,
  type DeliveriesQuery,
  type UpdateWebhookBody,
} from './webhooks.dto';
import { DELIVERED, DELIVERY, NEW_WEBHOOK, SECRET, WEBHOOK } from './webhooks.examples';

/** What a tenant's own systems are told: signed as Standard Webhooks has it, at least once. */
@ApiTags('webhooks')
@Controller('v1/webhooks')
export class WebhooksController {
  constructor(
    private readonly webhooks: WebhooksService,
    private readonly deliveries: WebhookDeliveries,
  ) {}

  @Roles('owner', 'admin')
  @Get()
  @ApiOperation({ summary: 'Webhooks, newest first' })
  @ApiOkResponse({ example: { items: [WEBHOOK] } })
  list(): Promise<Page<WebhookView>> {
    return this.webhooks.list();
  }

  /** The answer holds the signing secret; it is shown this once and stored sealed. */
  @Roles('owner', 'admin')
  @Post()
  @ApiOperation({ summary: 'Make a webhook' })
  @ApiCreatedResponse({ example: NEW_WEBHOOK })
  create(@Body({ schema: createWebhookBody }) body: CreateWebhookBody): Promise<NewWebhookView> {
    return this.webhooks.create(body);
  }

  @Roles('owner', 'admin')
  @Get(':id')
  @ApiOperation({ summary: 'One webhook' })
  @ApiOkResponse({ example: WEBHOOK })
  get(@IdParam() id: string): Promise<WebhookView> {
    return this.webhooks.get(id);
  }

  @Roles('owner', 'admin')
  @Patch(':id')
  @ApiOperation({ summary: 'Change a webhook, or switch it on and off' })
  @ApiOkResponse({ example: WEBHOOK })
  update(
    @IdParam() id: string,
    @Body({ schema: updateWebhookBody }) body: UpdateWebhookBody,
  ): Promise<WebhookView> {
    return this.webhooks.update(id, body);
  }

  @Roles('owner', 'admin')
  @Delete(':id')
  @HttpCode(204)
  @ApiOperation({ summary: 'Delete a webhook with its log' })
  @ApiNoContentResponse()
  remove(@IdParam() id: string): Promise<void> {
    return this.webhooks.remove(id);
  }

  /** For a day messages carry a signature by each of both secrets. */
  @Roles('owner', 'admin')
  @Post(':id/rotate-secret')
  @HttpCode(200)
  @ApiOperation({ summary: 'A new signing secret' })
  @ApiOkResponse({ example: SECRET })
  rotateSecret(@IdParam() id: string): Promise<WebhookSecretView> {
    return this.webhooks.rotateSecret(id);
  }

  /** Waits up to ten seconds for the endpoint; tests are not repeated. */
  @Roles('owner', 'admin')
  @Post(':id/test')
  @HttpCode(200)
  @ApiOperation({ summary: 'Send a message of the type `webhook.test`, and see what came of it' })
  @ApiOkResponse({ example: DELIVERED })
  test(@IdParam() id: string): Promise<WebhookDeliveryView> {
    return this.deliveries.test(id);
  }

  @Roles('owner', 'admin')
  @Get(':id/deliveries')
  @ApiOperation({ summary: 'What was sent to a webhook in the last 30 days, newest first' })
  @ApiOkResponse({ example: { items: [DELIVERY] } })
  listDeliveries(
    @IdParam() id: string,
    @Query({ schema: deliveriesQuery }) query: DeliveriesQuery,
  ): Promise<Page<WebhookDeliveryView>> {
    return this.deliveries.list(id, query);
  }

  /** Under its old `webhook-id`, with ten more attempts. */
  @Roles('owner', 'admin')
  @Post(':id/deliveries/:deliveryId/resend')
  @HttpCode(200)
  @ApiOperation({ summary: 'Send a message again' })
  @ApiOkResponse({ example: DELIVERY })
  resend(
    @IdParam() id: string,
    @IdParam('deliveryId') deliveryId: string,
  ): Promise<WebhookDeliveryView> {
    return this.deliveries.resend(id, deliveryId);
  }
}

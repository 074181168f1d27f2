import type { MovementKind } from '../../../core/api/wallet.api';

interface MovementLook {
  label: string;
  icon: string;
  /** What the dialog says it does. */
  hint: string;
  /** What the button says. */
  action: string;
  done: string;
}

/** What an operator can do with a tenant's money. */
export const MOVEMENT_LOOKS: Record<MovementKind, MovementLook> = {
  'top-ups': {
    label: 'Book a top-up',
    icon: 'add_card',
    hint: 'The tenant has paid this in: it goes to the wallet.',
    action: 'Book it',
    done: 'The top-up is booked.',
  },
  credits: {
    label: 'Grant credit',
    icon: 'redeem',
    hint: 'Renum gives this: it is used before the wallet, and is not paid back.',
    action: 'Grant it',
    done: 'The credit is granted.',
  },
  refunds: {
    label: 'Book a refund',
    icon: 'undo',
    hint: 'The tenant was paid this back: it is taken from the wallet.',
    action: 'Book it',
    done: 'The refund is booked.',
  },
};

import { Pipe, type PipeTransform } from '@angular/core';
import { exactNano, formatNano } from '../core/money';
import { formatDuration } from '../core/time';

/** Nano-units as money to read. */
@Pipe({ name: 'money' })
export class MoneyPipe implements PipeTransform {
  transform(nano: string, currency = 'USD'): string {
    return formatNano(nano, currency);
  }
}

/** Nano-units to the last digit, for a title. */
@Pipe({ name: 'exactMoney' })
export class ExactMoneyPipe implements PipeTransform {
  transform(nano: string, currency = 'USD'): string {
    return `${exactNano(nano)} ${currency}`;
  }
}

@Pipe({ name: 'duration' })
export class DurationPipe implements PipeTransform {
  transform(milliseconds: number): string {
    return formatDuration(milliseconds);
  }
}

const UNITS = ['kB', 'MB', 'GB', 'TB'];

@Pipe({ name: 'bytes' })
export class BytesPipe implements PipeTransform {
  transform(bytes: number): string {
    if (bytes < 1000) return `${bytes} B`;
    let size = bytes;
    let unit = -1;
    do {
      size /= 1000;
      unit += 1;
    } while (size >= 1000 && unit < UNITS.length - 1);
    return `${size.toFixed(size < 10 ? 1 : 0)} ${UNITS[unit] ?? ''}`;
  }
}

const count = new Intl.NumberFormat('en');

/** `12,345` */
@Pipe({ name: 'count' })
export class CountPipe implements PipeTransform {
  transform(value: number): string {
    return count.format(value);
  }
}

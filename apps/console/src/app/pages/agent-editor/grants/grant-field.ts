import { computed, Directive, inject, type OnInit, signal } from '@angular/core';
import { type ControlValueAccessor, NgControl } from '@angular/forms';

/**
 * A list of grants as one form field. A card that cannot be saved as it is makes the field invalid;
 * whatever is put in from outside begins with new cards.
 */
@Directive()
export abstract class GrantField<Grant> implements ControlValueAccessor, OnInit {
  private readonly control = inject(NgControl, { self: true });
  private readonly faults = signal<ReadonlySet<string>>(new Set());
  private changed: (grants: Grant[]) => void = () => undefined;
  protected readonly grants = signal<readonly Grant[]>([]);
  protected readonly disabled = signal(false);
  protected readonly generation = signal(0);
  /** The one that was just added: its card is open. */
  protected readonly newest = signal<string | undefined>(undefined);
  protected readonly granted = computed(() => new Set(this.grants().map((one) => this.keyOf(one))));

  protected abstract keyOf(grant: Grant): string;

  constructor() {
    this.control.valueAccessor = this;
  }

  ngOnInit(): void {
    this.control.control?.addValidators(() => (this.faults().size > 0 ? { grants: true } : null));
  }

  writeValue(grants: Grant[] | null): void {
    this.grants.set(grants ?? []);
    this.faults.set(new Set());
    this.newest.set(undefined);
    this.generation.update((count) => count + 1);
  }

  registerOnChange(changed: (grants: Grant[]) => void): void {
    this.changed = changed;
  }

  registerOnTouched(): void {
    // Cards say by themselves what is wrong in them.
  }

  setDisabledState(disabled: boolean): void {
    this.disabled.set(disabled);
  }

  protected add(grant: Grant): void {
    this.newest.set(this.keyOf(grant));
    this.emit([...this.grants(), grant]);
  }

  protected put(grant: Grant): void {
    const key = this.keyOf(grant);
    this.emit(this.grants().map((one) => (this.keyOf(one) === key ? grant : one)));
  }

  protected remove(key: string): void {
    this.setFault(key, false);
    this.emit(this.grants().filter((one) => this.keyOf(one) !== key));
  }

  protected setFault(key: string, faulty: boolean): void {
    if (this.faults().has(key) === faulty) return;
    const others = [...this.faults()].filter((one) => one !== key);
    this.faults.set(new Set(faulty ? [...others, key] : others));
    this.control.control?.updateValueAndValidity();
  }

  private emit(grants: Grant[]): void {
    this.grants.set(grants);
    this.changed(grants);
  }
}

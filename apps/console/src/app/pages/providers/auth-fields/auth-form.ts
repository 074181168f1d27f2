import { inject, Injectable } from '@angular/core';
import { NonNullableFormBuilder, Validators } from '@angular/forms';
import type { CustomProviderAuth } from '@renum/contracts';

const HEADER = /^[A-Za-z0-9-]{1,100}$/;
const PARAMETER = /^[A-Za-z0-9_.-]{1,100}$/;

/** Where the secret goes, as form fields and back. */
@Injectable()
export class AuthForm {
  private readonly build = inject(NonNullableFormBuilder);
  readonly group = this.build.group({
    type: this.build.control<CustomProviderAuth['type']>('bearer'),
    name: [''],
    prefix: [''],
  });

  constructor() {
    const { type, name } = this.group.controls;
    type.valueChanges.subscribe((chosen) => {
      const pattern = { header: HEADER, query: PARAMETER, bearer: undefined, basic: undefined };
      const rule = pattern[chosen];
      name.setValidators(rule ? [Validators.required, Validators.pattern(rule)] : null);
      name.updateValueAndValidity();
    });
  }

  fill(auth: CustomProviderAuth): void {
    this.group.reset({
      type: auth.type,
      name: 'name' in auth ? auth.name : '',
      prefix: 'prefix' in auth ? (auth.prefix ?? '') : '',
    });
  }

  auth(): CustomProviderAuth {
    const { type, name, prefix } = this.group.getRawValue();
    switch (type) {
      case 'bearer':
      case 'basic':
        return { type };
      case 'header':
        return { type, name: name.trim(), ...(prefix && { prefix }) };
      case 'query':
        return { type, name: name.trim() };
      default: {
        const never: never = type;
        throw new Error(String(never));
      }
    }
  }
}

import { readForm } from './form';
import { fieldValue, scanTopLevel, type Span } from './json-scan';

/** A few fields of a request, however its body is written. */
export interface RequestFields {
  /** Whether a text in its place must be written as JSON. */
  readonly json: boolean;
  /** Where another field can be put into JSON, and whether it is the first one. */
  readonly insertAt?: number;
  readonly empty?: boolean;
  /** Bytes of the body that are no files. */
  readonly textBytes: number;
  readonly files: readonly { name: string; bytes: number }[];
  /** As the body says it: of a form, a string. */
  value(name: string): unknown;
  number(name: string): number | undefined;
  flag(name: string): boolean;
  at(name: string): Span | undefined;
}

const FORM = /^\s*multipart\//i;
const NUMBER = /^\d{1,15}(?:\.\d{1,15})?$/;

export const isForm = (contentType: string | undefined): boolean => FORM.test(contentType ?? '');

/** Undefined for what is not one object or form with distinct fields. */
export function fieldsOf(
  body: Buffer,
  wanted: ReadonlySet<string>,
  formType?: string,
): RequestFields | undefined {
  return formType === undefined ? jsonFields(body, wanted) : formFields(body, wanted, formType);
}

function jsonFields(body: Buffer, wanted: ReadonlySet<string>): RequestFields | undefined {
  const scan = scanTopLevel(body, wanted);
  if (!scan) return undefined;
  const value = (name: string): unknown => fieldValue(body, scan, name);
  return {
    json: true,
    insertAt: scan.insertAt,
    empty: scan.empty,
    textBytes: body.length,
    files: [],
    value,
    number: (name) => {
      const found = value(name);
      return typeof found === 'number' ? found : undefined;
    },
    flag: (name) => value(name) === true,
    at: (name) => scan.fields.get(name),
  };
}

function formFields(
  body: Buffer,
  wanted: ReadonlySet<string>,
  contentType: string,
): RequestFields | undefined {
  const form = readForm(body, contentType, wanted);
  if (!form) return undefined;
  const value = (name: string): string | undefined => form.fields.get(name)?.value;
  return {
    json: false,
    textBytes: form.textBytes,
    files: form.files,
    value,
    number: (name) => {
      const found = value(name);
      return found !== undefined && NUMBER.test(found) ? Number(found) : undefined;
    },
    flag: (name) => /^(?:true|1)$/i.test(value(name) ?? ''),
    at: (name) => form.fields.get(name)?.at,
  };
}

/** Reads Stripe's form encoding (`metadata[order]=1`), refusing what Stripe would refuse. */
import { badParameter, missingParameter } from './errors.ts';

/** Stripe's limits on metadata. */
const METADATA_KEYS = 50;
const METADATA_KEY_LENGTH = 40;
const METADATA_VALUE_LENGTH = 500;

/** The parameters of one call, by their flat names; `finish` refuses those nobody asked for. */
export class Params {
  readonly #values: Map<string, string>;
  readonly #read = new Set<string>();

  constructor(form: URLSearchParams) {
    this.#values = new Map(form);
  }

  has(name: string): boolean {
    return this.#values.has(name) || this.#under(name).length > 0;
  }

  text(name: string): string | undefined {
    this.#read.add(name);
    const value = this.#values.get(name);
    if (value === '') {
      throw badParameter(
        `You passed an empty string for '${name}'. We assume empty values are an attempt to ` +
          `unset a parameter; however '${name}' cannot be unset. You should remove '${name}' ` +
          `from your request or supply a non-empty value.`,
        name,
        'parameter_invalid_empty',
      );
    }
    return value;
  }

  /** A text that an empty value clears: null then, undefined if it is not given. */
  clearable(name: string): string | null | undefined {
    if (this.#values.get(name) !== '') return this.text(name);
    this.#read.add(name);
    return null;
  }

  required(name: string): string {
    const value = this.text(name);
    if (value === undefined) throw missingParameter(name);
    return value;
  }

  integer(name: string): number | undefined {
    const value = this.text(name);
    if (value === undefined) return undefined;
    if (!/^-?\d{1,15}$/.test(value)) {
      throw badParameter(`Invalid integer: ${value}`, name, 'parameter_invalid_integer');
    }
    return Number(value);
  }

  flag(name: string): boolean | undefined {
    const value = this.text(name);
    if (value === undefined) return undefined;
    if (value !== 'true' && value !== 'false') {
      throw badParameter(`Invalid boolean: ${value}`, name);
    }
    return value === 'true';
  }

  choice<const T extends string>(name: string, choices: readonly T[]): T | undefined {
    const value = this.text(name);
    if (value === undefined) return undefined;
    const chosen = choices.find((choice) => choice === value);
    if (chosen === undefined) {
      const last = choices.at(-1) ?? '';
      const names = choices.length > 1 ? `${choices.slice(0, -1).join(', ')}, or ${last}` : last;
      throw badParameter(`Invalid ${name}: must be one of ${names}`, name);
    }
    return chosen;
  }

  list(name: string): string[] {
    return this.#under(name).map((key) => {
      this.#read.add(key);
      return this.#values.get(key) ?? '';
    });
  }

  /** `metadata[…]` written over what was there: an empty value removes its key, `metadata=` all. */
  metadata(before: Record<string, string> = {}): Record<string, string> {
    const given = this.#metadata();
    const clears = this.clearable('metadata') === null;
    const merged = Object.entries({ ...(clears ? {} : before), ...given });
    return Object.fromEntries(merged.filter(([, value]) => value !== ''));
  }

  #metadata(): Record<string, string> {
    const entries: Record<string, string> = {};
    for (const key of this.#under('metadata')) {
      this.#read.add(key);
      const name = key.slice('metadata['.length, -1);
      const value = this.#values.get(key) ?? '';
      if (name.length > METADATA_KEY_LENGTH || value.length > METADATA_VALUE_LENGTH) {
        throw badParameter(
          `Metadata keys can be up to ${METADATA_KEY_LENGTH} characters and values up to ` +
            `${METADATA_VALUE_LENGTH} characters.`,
          key,
        );
      }
      entries[name] = value;
    }
    if (Object.keys(entries).length > METADATA_KEYS) {
      throw badParameter(`Metadata can have at most ${METADATA_KEYS} keys.`, 'metadata');
    }
    return entries;
  }

  /** Reads and drops parameters that change nothing here, such as a browser's mandate data. */
  ignore(...names: string[]): void {
    for (const name of names) {
      this.#read.add(name);
      for (const key of this.#under(name)) this.#read.add(key);
    }
  }

  /** Refuses any parameter that was not read, as Stripe does. */
  finish(): void {
    for (const name of this.#values.keys()) {
      if (this.#read.has(name)) continue;
      throw badParameter(`Received unknown parameter: ${name}`, name, 'parameter_unknown');
    }
  }

  #under(name: string): string[] {
    return [...this.#values.keys()].filter((key) => key.startsWith(`${name}[`));
  }
}

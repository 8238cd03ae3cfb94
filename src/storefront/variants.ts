/** Which variant of a product is meant, and what the choice of another option would lead to. */
import type { ProductDocument, VariantDocument } from '../catalog/document.ts';
import type { Availability } from '../catalog/offer.ts';
import { required } from '../kernel/assert.ts';

/** Options travel as `option.Colour=Clay`. */
const PREFIX = 'option.';
export const optionParameter = (name: string): string => `${PREFIX}${name}`;

type Options = Readonly<Record<string, string>>;

const agreement = (variant: VariantDocument, asked: Options): number =>
  Object.entries(asked).filter(([name, value]) => variant.options[name] === value).length;

/** The options that parameters or a form's fields ask for. */
export function askedOptions(entries: Iterable<readonly [string, unknown]>): Options {
  const asked: Record<string, string> = {};
  for (const [name, value] of entries) {
    if (name.startsWith(PREFIX) && typeof value === 'string') {
      asked[name.slice(PREFIX.length)] = value;
    }
  }
  return asked;
}

/** The variant with exactly these options, or null where it is not made. */
export function exactVariant(product: ProductDocument, asked: Options): VariantDocument | null {
  return (
    product.variants.find((variant) => {
      const names = Object.keys(variant.options);
      return names.length === agreement(variant, asked);
    }) ?? null
  );
}

/**
 * The variant a page shows: the one named, else the one nearest to the options asked for (of equals
 * one that can be bought), else the product's default.
 */
export function shownVariant(
  product: ProductDocument,
  sku: string | null,
  asked: Options,
): VariantDocument {
  const { variants, default_variant } = product;
  const named = variants.find((variant) => variant.sku === sku);
  if (named !== undefined) return named;
  const usual = variants.find((variant) => variant.sku === default_variant.sku) ?? variants[0];
  const score = (variant: VariantDocument): number =>
    4 * agreement(variant, asked) +
    (variant.availability === 'out_of_stock' ? 0 : 2) +
    (variant === usual ? 1 : 0);
  const best = variants.toSorted((a, b) => score(b) - score(a))[0];
  return required(agreementOf(best, asked) > 0 ? best : usual, 'a product has a variant');
}

const agreementOf = (variant: VariantDocument | undefined, asked: Options): number =>
  variant === undefined ? 0 : agreement(variant, asked);

export type OptionValue = {
  readonly value: string;
  readonly chosen: boolean;
  /** Of the variant this choice leads to; null where that is not made. */
  readonly availability: Availability | null;
  /** Picture of the variant, for the option that pictures tell apart. */
  readonly image: string | null;
};

export type OptionGroup = { readonly name: string; readonly values: readonly OptionValue[] };

/** True when each value of the option has one picture of its own. */
function isPictured(variants: readonly VariantDocument[], name: string): boolean {
  const pictures = new Map<string, string>();
  for (const { options, image } of variants) {
    const value = options[name];
    if (value === undefined || image === undefined) return false;
    if ((pictures.get(value) ?? image) !== image) return false;
    pictures.set(value, image);
  }
  return new Set(pictures.values()).size > 1;
}

/** The options a shopper can choose, as seen from the variant that is shown. */
export function optionGroups({ variants }: ProductDocument, shown: VariantDocument): OptionGroup[] {
  const names = [...new Set(variants.flatMap((variant) => Object.keys(variant.options)))];
  return names.map((name) => {
    const pictured = isPictured(variants, name);
    const values = [...new Set(variants.flatMap((variant) => variant.options[name] ?? []))];
    return {
      name,
      values: values.map((value) => {
        const asked = { ...shown.options, [name]: value };
        const target = variants.find((variant) => sameOptions(variant.options, asked));
        const first = variants.find((variant) => variant.options[name] === value);
        return {
          value,
          chosen: shown.options[name] === value,
          availability: target?.availability ?? null,
          image: pictured ? (first?.image ?? null) : null,
        };
      }),
    };
  });
}

const sameOptions = (a: Options, b: Options): boolean =>
  Object.keys(b).length === Object.keys(a).length &&
  Object.entries(a).every(([name, value]) => b[name] === value);

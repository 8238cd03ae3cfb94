/** The fields of an address, the same wherever one is typed: checkout and address book. */
import { ADDRESS_LENGTHS, countriesFor, isOptional } from './address-form.ts';
import type { AddressField, AddressValues } from './address-form.ts';
import type { BILLING, Field } from './checkout-form.ts';
import type { Messages } from './messages/en.ts';
import { useShop } from './shop.ts';

/** Ids of what describes a field, for `aria-describedby`. */
export const describedBy = (...ids: (string | null)[]): string | undefined =>
  ids.filter((id) => id !== null).join(' ') || undefined;

/** What is wrong with a field, under it. */
export function FieldProblem({ id, words }: { id: string; words: string | null }) {
  if (words === null) return null;
  return (
    <p class="field-problem" id={`${id}-problem`}>
      {words}
    </p>
  );
}

export type AddressFieldsProps = {
  readonly values: AddressValues;
  /** What is wrong with a field, by the name it is sent under; null for one that can be taken. */
  readonly problemOf: (name: Field) => string | null;
  /** Stands before the fields' names, where a form has two addresses. */
  readonly prefix?: typeof BILLING | '';
  /** What browsers fill them with: the address for parcels or the one for invoices. */
  readonly section: 'shipping' | 'billing';
  /** True where another country is quoted as soon as it is chosen. */
  readonly requote?: boolean;
};

const AUTOCOMPLETE: Readonly<Record<AddressField, string>> = {
  name: 'name',
  line1: 'address-line1',
  line2: 'address-line2',
  postal_code: 'postal-code',
  city: 'address-level2',
  region: 'address-level1',
  country: 'country',
};
const HALF: ReadonlySet<AddressField> = new Set(['postal_code', 'city']);

type OneProps = AddressFieldsProps & { readonly field: AddressField };

/** What every control of one field has. */
function attributesOf({ field, prefix = '', problemOf, section }: OneProps) {
  const id = `${prefix}${field}` as const;
  const faulty = problemOf(id) !== null;
  return {
    ...{ id, name: id, required: !isOptional(field) },
    autocomplete: `${section} ${AUTOCOMPLETE[field]}`,
    'aria-invalid': faulty ? 'true' : undefined,
    'aria-describedby': describedBy(faulty ? `${id}-problem` : null),
  } as const;
}

/** What is wrong with a field that cannot be taken, by the name it is sent under. */
export function fieldWords(t: Messages, name: Field): string {
  if (name === 'billing_country') return t.account.problems.country;
  const [, part = name] = /^billing_(.*)$/.exec(name) ?? [];
  const words: Readonly<Record<string, string>> = t.checkout.missing;
  return words[part] ?? part;
}

function PartProblem({ field, prefix = '', problemOf }: OneProps) {
  const name = `${prefix}${field}` as const;
  return <FieldProblem id={name} words={problemOf(name)} />;
}

function TextPart(props: OneProps) {
  const { t } = useShop().locale;
  const { field, values, section } = props;
  const attributes = attributesOf(props);
  const billed = section === 'billing' && field === 'name';
  return (
    <div class={HALF.has(field) ? 'field half' : 'field'}>
      <label for={attributes.id}>
        {billed ? t.checkout.billingName : t.checkout.fields[field]}
      </label>
      <input {...attributes} type="text" value={values[field]} maxlength={ADDRESS_LENGTHS[field]} />
      <PartProblem {...props} />
    </div>
  );
}

function CountryPart(props: OneProps) {
  const { t } = useShop().locale;
  const attributes = attributesOf(props);
  const { country } = props.values;
  const named = countriesFor(country).map((code) => ({ code, name: t.countryName(code) }));
  return (
    <div class="field">
      <label for={attributes.id}>{t.checkout.fields.country}</label>
      <select {...attributes} data-requote={props.requote}>
        {named
          .toSorted((a, b) => a.name.localeCompare(b.name, 'en'))
          .map(({ code, name }) => (
            <option value={code} selected={code === country}>
              {name}
            </option>
          ))}
      </select>
      <PartProblem {...props} />
    </div>
  );
}

/** All fields of an address. */
export const AddressFields = (props: AddressFieldsProps) => (
  <>
    <TextPart {...props} field="name" />
    <TextPart {...props} field="line1" />
    <TextPart {...props} field="line2" />
    <TextPart {...props} field="postal_code" />
    <TextPart {...props} field="city" />
    <TextPart {...props} field="region" />
    <CountryPart {...props} field="country" />
  </>
);

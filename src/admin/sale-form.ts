/** A drop's forms in the shape of the API's bodies, and what is wrong with what was typed. */
import type { FieldRefusal } from '../waiting-room/faults.ts';
import { faultOf } from '../waiting-room/faults.ts';
import { inUtc, typed } from './form.ts';
import type { Values } from './form.ts';
import { DEFAULT_MARKET } from '../pricing/markets.ts';
import { minorOf, wholeOf } from './format.ts';

/** A field that is no number stays text, so that the schema refuses it by name. */
const whole = (text: string | undefined) =>
  text === undefined ? undefined : (wholeOf(text) ?? text);
const wordsOf = (text: string | undefined): string[] | undefined =>
  text?.split(/[\s,;]+/).filter((word) => word !== '');

/** `vip 3 Friends of the house`, a tier a line: its name, its weight, what people call it. */
function tiersOf(text: string | undefined) {
  return text
    ?.split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .map((line) => {
      const [id, weight, ...label] = line.split(/\s+/);
      return { id, weight: whole(weight), label: label.length > 0 ? label.join(' ') : undefined };
    });
}

/** An amount as people type it; what is none stays text, so that the schema refuses it by name. */
function priceIn(text: string | undefined) {
  const { currency } = DEFAULT_MARKET;
  const amount = text === undefined ? null : minorOf(text, currency);
  return amount === null ? text : { amount, currency };
}

/** The form of a new drop. */
export const newSaleOf = (values: Values) => ({
  name: values['name'],
  skus: wordsOf(typed(values, 'skus')) ?? [],
  quantity: whole(typed(values, 'quantity')),
  price: priceIn(typed(values, 'price')),
  mode: values['mode'],
  starts_at: inUtc(typed(values, 'starts_at')),
  draw_at: inUtc(typed(values, 'draw_at')),
  ends_at: inUtc(typed(values, 'ends_at')),
  max_per_buyer: whole(typed(values, 'max_per_buyer')),
  max_per_network: whole(typed(values, 'max_per_network')),
  rate_per_s: whole(typed(values, 'rate_per_s')),
  tiers: tiersOf(typed(values, 'tiers')),
  require: {
    account: values['account'] === 'yes',
    captcha: values['captcha'] === 'yes',
    velocity: values['velocity'] === 'yes',
  },
  denied: wordsOf(typed(values, 'denied')),
});

/** What a field asks for that the form may not have; left empty it asks for none. */
const orNull = <T>(values: Values, name: string, read: (text: string | undefined) => T) =>
  values[name] === undefined ? undefined : (read(typed(values, name)) ?? null);

/** The form of what may change: before the start it has more fields than while the drop runs. */
export const changeOf = (values: Values) => ({
  name: typed(values, 'name'),
  starts_at: inUtc(typed(values, 'starts_at')),
  draw_at: inUtc(typed(values, 'draw_at')),
  quantity: orNull(values, 'quantity', whole),
  price: orNull(values, 'price', priceIn),
  max_per_network: orNull(values, 'max_per_network', whole),
  rate_per_s: whole(typed(values, 'rate_per_s')),
  max_per_buyer: whole(typed(values, 'max_per_buyer')),
  ends_at: inUtc(typed(values, 'ends_at')),
  denied: wordsOf(values['denied']) ?? [],
});

/** Addresses to invite, however they are parted. */
export const invitedOf = (values: Values) => ({
  tier: values['tier'] ?? '',
  emails: wordsOf(values['emails']) ?? [],
  mail: values['mail'] === 'yes',
});

const SPOKEN: Readonly<Record<string, string>> = {
  name: 'A name of at most 120 letters',
  skus: 'One to twenty SKUs of the catalogue',
  price: 'An amount such as 19.99, or nothing for the price of the day',
  quantity: 'A whole number, or nothing for all there are',
  starts_at: 'A date and a time',
  draw_at: 'A date and a time, or nothing',
  ends_at: 'A date and a time',
  max_per_buyer: 'A whole number from 1 to 100',
  max_per_network: 'A whole number, or nothing for any number',
  rate_per_s: 'A whole number from 1 to 150',
  tiers: 'A line each: a short name, a weight from 1 to 100, and a label',
  denied: 'IPv4 or IPv6 addresses; of IPv6 the first four groups count',
  emails: 'E-mail addresses, at most a thousand; at most 400 where they are mailed',
};

/** What a schema says, for people: by the form's field, and in its words. */
export function spokenErrors(errors: Readonly<Record<string, string>>): Record<string, string> {
  const fields = Object.entries(errors).map(([path, detail]) => {
    const [field = ''] = path.split('/');
    return [field, SPOKEN[field] ?? detail] as const;
  });
  return Object.fromEntries(fields);
}

/** What the shop says of a field, by the form's field. */
export function refusedField(refusal: FieldRefusal): Record<string, string> {
  const { pointer, detail } = faultOf(refusal);
  return { [pointer.slice(1)]: detail };
}

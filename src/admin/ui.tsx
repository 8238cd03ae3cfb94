/** The small parts every page of the back office is made of. */
import type { Child } from 'hono/jsx';
import type { Money } from '../kernel/money.ts';
import type { FormState } from './form.ts';
import { KEY_FIELD } from './form.ts';
import { instant, price, words } from './format.ts';

const TONES: Readonly<Record<string, 'good' | 'warn' | 'bad' | 'busy'>> = {
  confirmed: 'busy',
  partially_shipped: 'busy',
  shipped: 'good',
  partially_delivered: 'good',
  delivered: 'good',
  needs_attention: 'bad',
  failed: 'bad',
  lost: 'bad',
  pending: 'warn',
  packed: 'busy',
  captured: 'good',
  succeeded: 'good',
  published: 'good',
  active: 'good',
  in_stock: 'good',
  low_stock: 'warn',
  out_of_stock: 'bad',
  waiting: 'warn',
  replayed: 'good',
  done: 'good',
  reading: 'busy',
  comparing: 'busy',
};

/** A status as a coloured word. */
export const Badge = ({ status, children }: { status: string; children?: Child }) => (
  <span class={`badge ${TONES[status] ?? 'calm'}`}>{children ?? words(status)}</span>
);

export const Amount = ({ money }: { money: Money }) => <span class="figure">{price(money)}</span>;

/** An instant, in UTC. */
export const When = ({ at }: { at: string | number }) => (
  <time datetime={new Date(at).toISOString()}>{instant(at)}</time>
);

type FieldProps = {
  readonly form: FormState;
  readonly name: string;
  readonly label: string;
  readonly hint?: string;
  readonly type?: string;
  readonly inputmode?: 'decimal' | 'numeric' | 'text';
  readonly required?: boolean;
  readonly maxlength?: number;
  readonly rows?: number;
  readonly autocomplete?: string;
  readonly placeholder?: string;
  /** `any` for a time that may have seconds and parts of them. */
  readonly step?: 'any';
  /** Where two forms of one page have a field of this name. */
  readonly id?: string;
};

/** What is wrong with a field, or nothing. */
export const FieldError = ({ form, name, id }: { form: FormState; name: string; id: string }) =>
  form.errors[name] === undefined ? null : (
    <p class="error" id={`${id}-error`}>
      {form.errors[name]}
    </p>
  );

/** A labelled input with its hint and, after a failed try, its value and what is wrong with it. */
export function Field({ form, name, label, hint, rows, id = name, ...input }: FieldProps) {
  const error = form.errors[name];
  const shown = error === undefined ? hint : undefined;
  const described = error === undefined ? shown && `${id}-hint` : `${id}-error`;
  const common = {
    id,
    name,
    'aria-describedby': described,
    'aria-invalid': error === undefined ? undefined : ('true' as const),
  };
  return (
    <div class="field">
      <label for={id}>{label}</label>
      {rows === undefined ? (
        <input {...common} {...input} value={form.values[name] ?? ''} />
      ) : (
        <textarea {...common} rows={rows} maxlength={input.maxlength}>
          {form.values[name] ?? ''}
        </textarea>
      )}
      {shown === undefined ? null : (
        <p class="hint" id={`${id}-hint`}>
          {shown}
        </p>
      )}
      <FieldError form={form} name={name} id={id} />
    </div>
  );
}

type SelectProps = {
  readonly form: FormState;
  readonly name: string;
  readonly label: string;
  readonly options: readonly (readonly [value: string, label: string])[];
};

/** A labelled choice. */
export const Select = ({ form, name, label, options }: SelectProps) => (
  <div class="field">
    <label for={name}>{label}</label>
    <select id={name} name={name}>
      {options.map(([value, text]) => (
        <option value={value} selected={form.values[name] === value}>
          {text}
        </option>
      ))}
    </select>
    <FieldError form={form} name={name} id={name} />
  </div>
);

/** A labelled tick box. */
export const Tick = ({ form, name, label }: { form: FormState; name: string; label: string }) => (
  <label class="tick">
    <input type="checkbox" name={name} value="yes" checked={form.values[name] === 'yes'} />
    {label}
  </label>
);

/** Names this showing of a form, so that sending it twice does it once. */
export const FormKey = ({ value }: { value: string }) => (
  <input type="hidden" name={KEY_FIELD} value={value} />
);

/** What is wrong with a form as a whole, or nothing. */
export const FormMessage = ({ form }: { form: FormState }) => {
  const broken = Object.keys(form.errors).length > 0;
  const message = form.message ?? (broken ? 'Some fields need another look.' : null);
  return message === null ? null : (
    <p class="notice bad" role="alert">
      {message}
    </p>
  );
};

/** What has just been done. */
export const Done = ({ text }: { text: string | null }) =>
  text === null ? null : (
    <p class="notice good" role="status">
      {text}
    </p>
  );

/** The way to the next page of a list, and back to its beginning. */
export function Pager({ first, next }: { first: string | null; next: string | null }) {
  if (first === null && next === null) return null;
  return (
    <nav class="pager" aria-label="Pages">
      {first === null ? null : <a href={first}>First page</a>}
      {next === null ? null : (
        <a href={next} rel="next">
          Next page
        </a>
      )}
    </nav>
  );
}

/** The address of a list with these parameters; empty ones are left out. */
export function listPath(path: string, parameters: Readonly<Record<string, string | null>>) {
  const filled = Object.entries(parameters).filter(
    (entry): entry is [string, string] => entry[1] !== null && entry[1] !== '',
  );
  const query = new URLSearchParams(filled).toString();
  return query === '' ? path : `${path}?${query}`;
}

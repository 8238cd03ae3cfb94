/** The forms by which people sign in, register and come back after a forgotten password. */
import type { Child } from 'hono/jsx';
import { MAX_PASSWORD, MIN_PASSWORD } from '../customers/password.ts';
import { Captcha } from './captcha.tsx';
import type { Widget } from './captcha.tsx';
import { Page } from './layout.tsx';
import { PASSKEY_MODULE, PasskeyButton } from './passkey-button.tsx';
import { useShop } from './shop.ts';
import type { Shop } from './shop.ts';

export const SIGN_IN_PATH = '/account/sign-in';
export const REGISTER_PATH = '/account/register';
export const FORGOT_PATH = '/account/forgot';

type InputProps = {
  readonly name: string;
  readonly label: string;
  readonly type: 'text' | 'email' | 'password';
  readonly autocomplete: string;
  readonly value?: string;
  readonly hint?: string;
  readonly minlength?: number;
};

/** A labelled field. */
export function Input({ name, label, hint, minlength, ...rest }: InputProps) {
  return (
    <div class="field">
      <label for={name}>{label}</label>
      <input
        id={name}
        name={name}
        required
        minlength={minlength}
        maxlength={rest.type === 'password' ? MAX_PASSWORD : 254}
        aria-describedby={hint === undefined ? undefined : `${name}-hint`}
        {...rest}
      />
      {hint === undefined ? null : (
        <p class="muted small" id={`${name}-hint`}>
          {hint}
        </p>
      )}
    </div>
  );
}

/** A password that is being chosen. */
export function NewPassword({ name = 'password' }: { readonly name?: string }) {
  const { account } = useShop().locale.t;
  const label = name === 'password' ? account.fields.password : account.fields.next;
  return (
    <Input
      name={name}
      label={label}
      type="password"
      autocomplete="new-password"
      minlength={MIN_PASSWORD}
      hint={account.passwordHint}
    />
  );
}

/** What stood in the way, or what is done now. */
export const Notices = ({ problem, done }: { problem: string | null; done: string | null }) => (
  <>
    {problem === null ? null : (
      <p class="notice bad" role="alert" tabindex={-1} autofocus>
        {problem}
      </p>
    )}
    {done === null ? null : (
      <p class="notice good" role="status">
        {done}
      </p>
    )}
  </>
);

type NarrowProps = {
  readonly shop: Shop;
  readonly title: string;
  readonly lead?: string;
  readonly problem?: string | null;
  /** Said when all is done; there is no form then. */
  readonly done?: string;
  /** Modules of the page's own. */
  readonly modules?: readonly string[];
  readonly children?: Child;
};

/** A page of one column with one thing to do. */
export const NarrowPage = ({ shop, title, lead, problem, done, ...rest }: NarrowProps) => (
  <Page shop={shop} meta={{ title, modules: rest.modules ?? [] }}>
    <div class="wrap narrow">
      <header class="page-head">
        <h1>{title}</h1>
        {lead === undefined || done !== undefined ? null : <p class="muted">{lead}</p>}
      </header>
      <Notices problem={problem ?? null} done={done ?? null} />
      {rest.children}
    </div>
  </Page>
);

type FormProps = {
  readonly shop: Shop;
  readonly email: string;
  /** Where to go afterwards. */
  readonly next: string;
  readonly problem: string | null;
  /** Null where no captcha is asked for. */
  readonly captcha: Widget | null;
  /** Who else may say who somebody is. */
  readonly providers: readonly Named[];
};

type Named = { readonly id: string; readonly label: string };

/** Ways to sign in with an account elsewhere; nothing where none is set up. */
function Providers({ providers, next }: { providers: readonly Named[]; next: string }) {
  const { account } = useShop().locale.t;
  if (providers.length === 0) return null;
  return (
    <ul class="providers">
      {providers.map(({ id, label }) => (
        <li>
          <a class="button quiet wide" href={withNext(`/account/with/${id}`, next)}>
            {account.signInWith(label)}
          </a>
        </li>
      ))}
    </ul>
  );
}

const withNext = (path: string, next: string): string =>
  next === '/account' ? path : `${path}?${new URLSearchParams({ next }).toString()}`;

const Email = ({ value }: { readonly value: string }) => (
  <Input
    name="email"
    label={useShop().locale.t.account.fields.email}
    type="email"
    autocomplete="username"
    value={value}
  />
);

/** Signing in. */
export function SignInPage({
  code,
  link = '',
  ...form
}: FormProps & { readonly code: boolean; readonly link?: string }) {
  const { shop, email, next, problem, captcha, providers } = form;
  const { account } = shop.locale.t;
  return (
    <NarrowPage
      shop={shop}
      title={account.signIn}
      lead={account.signInLead}
      problem={problem}
      modules={[PASSKEY_MODULE]}
    >
      <form class="form-part" method="post" action={SIGN_IN_PATH}>
        <input type="hidden" name="next" value={next} />
        {link === '' ? null : <input type="hidden" name="link" value={link} />}
        <Email value={email} />
        <Input
          name="password"
          label={account.fields.password}
          type="password"
          autocomplete="current-password"
        />
        {code ? (
          <Input name="code" label={account.fields.code} type="text" autocomplete="one-time-code" />
        ) : null}
        <Captcha widget={captcha} />
        <button class="button wide">{account.signIn}</button>
      </form>
      <PasskeyButton action="sign-in" next={next} label={shop.locale.t.security.usePasskey} />
      {link === '' ? <Providers providers={providers} next={next} /> : null}
      <p>
        <a href={FORGOT_PATH}>{account.forgot}</a>
      </p>
      <p>
        <a href={withNext(REGISTER_PATH, next)}>{account.haveNone}</a>
      </p>
    </NarrowPage>
  );
}

/** Making an account. */
export function RegisterPage({
  name,
  link = '',
  ...form
}: FormProps & { readonly name: string; readonly link?: string }) {
  const { shop, next, problem } = form;
  const { account } = shop.locale.t;
  return (
    <NarrowPage shop={shop} title={account.register} lead={account.registerLead} problem={problem}>
      <form class="form-part" method="post" action={REGISTER_PATH}>
        <input type="hidden" name="next" value={next} />
        {link === '' ? null : <input type="hidden" name="link" value={link} />}
        <Input
          name="name"
          label={account.fields.name}
          type="text"
          autocomplete="name"
          value={name}
        />
        <Email value={form.email} />
        <NewPassword />
        <Captcha widget={form.captcha} />
        <button class="button wide">{account.register}</button>
      </form>
      {link === '' ? <Providers providers={form.providers} next={next} /> : null}
      <p>
        <a href={withNext(SIGN_IN_PATH, next)}>{account.haveOne}</a>
      </p>
    </NarrowPage>
  );
}

type CodeProps = {
  readonly shop: Shop;
  /** Stands for what a provider has proved already. */
  readonly token: string;
  readonly next: string;
  readonly problem: string | null;
};

/** The code that an account asks for beside a provider's word. */
export function CodePage({ shop, token, next, problem }: CodeProps) {
  const { account } = shop.locale.t;
  return (
    <NarrowPage shop={shop} title={account.codeTitle} lead={account.codeLead} problem={problem}>
      <form class="form-part" method="post" action="/account/with-code">
        <input type="hidden" name="next" value={next} />
        <input type="hidden" name="token" value={token} />
        <Input name="code" label={account.fields.code} type="text" autocomplete="one-time-code" />
        <button class="button wide">{account.signIn}</button>
      </form>
    </NarrowPage>
  );
}

/** Asking for a link to choose a new password. */
export function ForgotPage({ shop, sent }: { readonly shop: Shop; readonly sent: boolean }) {
  const { account } = shop.locale.t;
  const done = sent ? { done: account.linkSent } : {};
  return (
    <NarrowPage shop={shop} title={account.forgotTitle} lead={account.forgotLead} {...done}>
      {sent ? null : (
        <form class="form-part" method="post" action={FORGOT_PATH}>
          <Email value="" />
          <button class="button wide">{account.sendLink}</button>
        </form>
      )}
    </NarrowPage>
  );
}

type LinkProps = {
  readonly shop: Shop;
  readonly token: string;
  readonly problem: string | null;
};

/** Choosing a new password by a link. */
export function ResetPage({ shop, token, problem }: LinkProps) {
  const { account } = shop.locale.t;
  return (
    <NarrowPage shop={shop} title={account.reset} lead={account.resetLead} problem={problem}>
      <form class="form-part" method="post" action="/account/reset">
        <input type="hidden" name="token" value={token} />
        <NewPassword />
        <button class="button wide">{account.savePassword}</button>
      </form>
    </NarrowPage>
  );
}

export type ConfirmKind = 'verify' | 'news' | 'unsubscribe' | 'new-email' | 'old-email';

type Confirming = {
  readonly title: string;
  readonly lead: string;
  readonly said: string;
  readonly button?: string;
};

/**
 * What a link in a mail does, behind a button: mail programs open links to look at them, and a look
 * must change nothing.
 */
export function ConfirmPage(
  props: LinkProps & { readonly kind: ConfirmKind; readonly done: boolean },
) {
  const { shop, token, problem, kind } = props;
  const { account } = shop.locale.t;
  const { title, lead, said, button = account.confirm }: Confirming = account.confirms[kind];
  const done = props.done ? { done: said } : {};
  return (
    <NarrowPage shop={shop} title={title} lead={lead} problem={problem} {...done}>
      {props.done ? (
        <p>
          <a class="button" href="/account">
            {account.orders}
          </a>
        </p>
      ) : (
        <form method="post" action={`/account/${kind}`}>
          <input type="hidden" name="token" value={token} />
          <button class="button wide">{button}</button>
        </form>
      )}
    </NarrowPage>
  );
}

/** How somebody signs in: an app, passkeys, recovery codes; and the proof that changes ask for. */
import { raw } from 'hono/html';
import type { Child } from 'hono/jsx';
import type { LinkedIdentity } from '../customers/identity.ts';
import type { FactorFacts } from '../customers/second-factor.ts';
import { rfc3339 } from '../kernel/time.ts';
import { Input, NarrowPage } from './account-forms.tsx';
import { PASSKEY_MODULE, PasskeyButton, PasskeyTrouble } from './passkey-button.tsx';
import { useShop } from './shop.ts';
import type { Shop } from './shop.ts';

export const SECURITY_PATH = '/account/security';

type PageProps = { readonly shop: Shop; readonly problem?: string | null };

const BackLink = () => (
  <p>
    <a href="/account">{useShop().locale.t.security.back}</a>
  </p>
);

function Section({ id, title, children }: { id: string; title: string; children: Child }) {
  return (
    <section class="stack" aria-labelledby={id}>
      <h2 id={id}>{title}</h2>
      {children}
    </section>
  );
}

function App({ factor }: { factor: FactorFacts }) {
  const { security } = useShop().locale.t;
  return (
    <Section id="app" title={security.app}>
      <p class="muted">{factor.app ? security.appOn : security.appOff}</p>
      <form method="post" action={`${SECURITY_PATH}/app${factor.app ? '/remove' : ''}`}>
        <button class="button quiet">{factor.app ? security.remove : security.setUp}</button>
      </form>
    </Section>
  );
}

function Passkeys({ factor }: { factor: FactorFacts }) {
  const { locale } = useShop();
  const { security } = locale.t;
  return (
    <Section id="passkeys" title={security.passkeys}>
      <p class="muted">{security.passkeysLead}</p>
      <ul class="rows">
        {factor.passkeys.map(({ id, label, createdAt, usedAt }) => (
          <li>
            <span>{label}</span>
            <span class="muted">
              {usedAt === null
                ? security.passkeyAdded(locale.date(rfc3339(createdAt)))
                : security.passkeyUsed(locale.date(rfc3339(usedAt)))}
            </span>
            <form method="post" action={`${SECURITY_PATH}/passkeys/remove`}>
              <input type="hidden" name="id" value={id} />
              <button class="button quiet">{security.remove}</button>
            </form>
          </li>
        ))}
      </ul>
      <form class="form-part" data-passkey="add" data-next={SECURITY_PATH} hidden>
        <PasskeyTrouble />
        <Input name="label" label={security.passkeyLabel} type="text" autocomplete="off" />
        <button class="button quiet">{security.addPasskey}</button>
      </form>
      <div data-passkey-codes hidden>
        <p class="notice good">{security.codesLead}</p>
        <ul class="codes" />
        <a class="button" href={SECURITY_PATH}>
          {security.haveThem}
        </a>
      </div>
    </Section>
  );
}

type Named = { readonly id: string; readonly label: string };
type IdentitiesProps = {
  readonly identities: readonly LinkedIdentity[];
  readonly providers: readonly Named[];
};

function Identities({ identities, providers }: IdentitiesProps) {
  const { security } = useShop().locale.t;
  const open = providers.filter(({ id }) => !identities.some(({ provider }) => provider === id));
  const nameOf = (id: string) => providers.find((known) => known.id === id)?.label ?? id;
  if (providers.length === 0 && identities.length === 0) return null;
  return (
    <Section id="identities" title={security.identities}>
      <p class="muted">{security.identitiesLead}</p>
      <ul class="rows">
        {identities.map(({ provider, label }) => (
          <li>
            <span>{nameOf(provider)}</span>
            <span class="muted">{label}</span>
            <form method="post" action={`${SECURITY_PATH}/identities/remove`}>
              <input type="hidden" name="provider" value={provider} />
              <button class="button quiet">{security.remove}</button>
            </form>
          </li>
        ))}
      </ul>
      {open.map(({ id, label }) => (
        <a class="button quiet" href={`/account/with/${id}?link=1`}>
          {security.connect(label)}
        </a>
      ))}
    </Section>
  );
}

/** How somebody signs in, as it is. */
export function SecurityPage({
  shop,
  factor,
  problem,
  ...ways
}: PageProps & IdentitiesProps & { factor: FactorFacts }) {
  const { security } = shop.locale.t;
  return (
    <NarrowPage
      shop={shop}
      title={security.title}
      lead={security.lead}
      problem={problem ?? null}
      modules={[PASSKEY_MODULE]}
    >
      <App factor={factor} />
      <Passkeys factor={factor} />
      <Identities {...ways} />
      {factor.on ? (
        <Section id="recovery" title={security.recovery}>
          <p class="muted">{security.recoveryLeft(factor.recoveryCodes)}</p>
          <form method="post" action={`${SECURITY_PATH}/recovery-codes`}>
            <button class="button quiet">{security.renew}</button>
          </form>
        </Section>
      ) : null}
      <BackLink />
    </NarrowPage>
  );
}

type SetupProps = PageProps & { readonly secret: string; readonly qr: string };

/** A new secret, as a picture and as text. */
export function AppPage({ shop, problem, secret, qr }: SetupProps) {
  const { security } = shop.locale.t;
  return (
    <NarrowPage shop={shop} title={security.app} lead={security.scan} problem={problem ?? null}>
      <div class="qr">{raw(qr)}</div>
      <p>
        <code>{secret}</code>
      </p>
      <form class="form-part" method="post" action={`${SECURITY_PATH}/app/confirm`}>
        <Input name="code" label={security.code} type="text" autocomplete="one-time-code" />
        <button class="button wide">{security.useApp}</button>
      </form>
      <BackLink />
    </NarrowPage>
  );
}

/** Recovery codes, shown this once. */
export function CodesPage({ shop, codes }: { shop: Shop; codes: readonly string[] }) {
  const { security } = shop.locale.t;
  return (
    <NarrowPage shop={shop} title={security.codesTitle} lead={security.codesLead}>
      <ul class="codes">
        {codes.map((code) => (
          <li>
            <code>{code}</code>
          </li>
        ))}
      </ul>
      <a class="button" href={SECURITY_PATH}>
        {security.haveThem}
      </a>
    </NarrowPage>
  );
}

type ProveProps = PageProps & {
  readonly factor: FactorFacts;
  /** Where somebody wanted to be. */
  readonly next: string;
};

/** Asks who sits there for what the account can be proved by. */
export function ProvePage({ shop, factor, problem, next }: ProveProps) {
  const { security } = shop.locale.t;
  return (
    <NarrowPage
      shop={shop}
      title={security.proveTitle}
      lead={security.proveLead}
      problem={problem ?? null}
      modules={[PASSKEY_MODULE]}
    >
      {factor.passkeys.length === 0 ? null : (
        <PasskeyButton action="prove" next={next} label={security.provePasskey} />
      )}
      <form class="form-part" method="post" action={`${SECURITY_PATH}/prove`}>
        <input type="hidden" name="next" value={next} />
        {factor.on ? (
          <Input name="code" label={security.proveCode} type="text" autocomplete="one-time-code" />
        ) : (
          <Input
            name="password"
            label={security.provePassword}
            type="password"
            autocomplete="current-password"
          />
        )}
        <button class="button wide">{security.prove}</button>
      </form>
      <BackLink />
    </NarrowPage>
  );
}

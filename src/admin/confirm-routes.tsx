/** Proving oneself to the back office: a first second factor, or the one there is, anew. */
import type { Context } from 'hono';
import { raw } from 'hono/html';
import type { FactorCommand, FactorRefusal } from '../customers/factor-changes.ts';
import { actorOf, isAdminKey, startStaffSession } from '../http/access.ts';
import { newRouter } from '../http/app-env.ts';
import type { AppEnv } from '../http/app-env.ts';
import type { Actor } from '../staff/actor.ts';
import { CONFIRM, mayTry, nextOf, SIGN_IN } from './access-routes.tsx';
import { untouched, valuesOf } from './form.ts';
import type { FormState } from './form.ts';
import { Page, show } from './layout.tsx';
import { Field, FormMessage } from './ui.tsx';

type Person = Extract<Actor, { kind: 'account' }>;
type Setup = { readonly secret: string; readonly qr: string };

const CodeField = ({ form }: { form: FormState }) => (
  <Field form={form} name="code" label="Code" autocomplete="one-time-code" required />
);

const SetupPart = ({ setup, form }: { setup: Setup | null; form: FormState }) =>
  setup === null ? (
    <>
      <p>
        Staff prove a code beside the password. Take an authenticator app, such as the one your
        phone keeps its passwords in.
      </p>
      <button class="button" name="begin" value="yes">
        Set it up
      </button>
    </>
  ) : (
    <>
      <p>
        Take this picture with your app, or type the secret below it. Then type the code it shows.
      </p>
      <div class="qr">{raw(setup.qr)}</div>
      <p>
        <code>{setup.secret}</code>
      </p>
      <CodeField form={form} />
      <button class="button">Use this app</button>
    </>
  );

const ProofPart = ({ actor, form }: { actor: Actor; form: FormState }) => (
  <>
    <p>This needs a proof of the last 15 minutes.</p>
    {actor.kind === 'root' ? (
      <Field form={form} name="key" label="Admin key" type="password" autocomplete="off" required />
    ) : (
      <CodeField form={form} />
    )}
    <button class="button">Go on</button>
  </>
);

type ConfirmProps = {
  readonly actor: Actor;
  readonly form: FormState;
  readonly next: string;
  readonly setup?: Setup;
};

const needsSetup = (actor: Actor): actor is Person =>
  actor.kind === 'account' && !actor.facts.secondFactor.on;

const ConfirmPage = ({ actor, form, next, setup }: ConfirmProps) => (
  <Page title="Is it you?" section={null}>
    <div class="sign-in">
      <form method="post" action={CONFIRM} class="panel stack">
        <h1>Is it you?</h1>
        {form.message === null ? null : <FormMessage form={form} />}
        <input type="hidden" name="next" value={next} />
        {needsSetup(actor) ? (
          <SetupPart setup={setup ?? null} form={form} />
        ) : (
          <ProofPart actor={actor} form={form} />
        )}
      </form>
    </div>
  </Page>
);

const RecoveryPage = ({ codes, next }: { codes: readonly string[]; next: string }) => (
  <Page title="Recovery codes" section={null}>
    <div class="sign-in">
      <div class="panel stack">
        <h1>Keep these on paper</h1>
        <p>Each opens your account once, should you lose your app. They are not shown again.</p>
        <ul>
          {codes.map((code) => (
            <li>
              <code>{code}</code>
            </li>
          ))}
        </ul>
        <a class="button" href={next}>
          I have them
        </a>
      </div>
    </div>
  </Page>
);

const refusedForm = (message: string): FormState => ({ ...untouched(), message });

function wordsOf(refusal: FactorRefusal): string {
  switch (refusal.reason) {
    case 'throttled':
      return 'Too many tries. Wait and try again.';
    case 'not_fresh':
    case 'signed_out':
      return 'You signed in a while ago. Sign out and in again, then set it up.';
    case 'code_wrong':
    case 'not_on':
    case 'challenge_void':
    case 'unknown_passkey':
    case 'too_many_passkeys':
      return 'This code is wrong, or was used before. Take the next one.';
  }
}

const commanded = (c: Context<AppEnv>, { facts, session }: Person, command: FactorCommand) =>
  c.get('services').customers.accounts.factor(facts.id, session.id, command);

/** Shows a new secret; the code typed next proves that an app has it. */
async function begin(c: Context<AppEnv>, actor: Person, next: string) {
  const { newTotpSecret, totpSetup } = c.get('services').customers;
  const secret = newTotpSecret();
  const begun = await commanded(c, actor, { kind: 'begin_app', secret });
  const form = begun.ok ? untouched() : refusedForm(wordsOf(begun));
  const { qr } = totpSetup(secret, actor.facts.email);
  const setup = begun.ok ? { setup: { secret, qr } } : {};
  return show(c, <ConfirmPage {...{ actor, form, next, ...setup }} />, begun.ok ? 200 : 403);
}

/** Takes the app into use, and shows the recovery codes this once. */
async function confirmApp(c: Context<AppEnv>, actor: Person, code: string, next: string) {
  const { newRecoveryCodes, recoveryDigest } = c.get('services').customers;
  const codes = newRecoveryCodes();
  const recovery = codes.map(recoveryDigest);
  const confirmed = await commanded(c, actor, { kind: 'confirm_app', code, recovery });
  if (confirmed.ok) return show(c, <RecoveryPage codes={codes} next={next} />);
  const form = refusedForm(`${wordsOf(confirmed)} Begin again if the picture is gone.`);
  return show(c, <ConfirmPage {...{ actor, form, next }} />, 403);
}

async function prove(c: Context<AppEnv>, actor: Person, code: string, next: string) {
  const proved = await commanded(c, actor, { kind: 'prove', proof: { kind: 'code', code } });
  if (proved.ok) return c.redirect(next, 303);
  return show(c, <ConfirmPage {...{ actor, form: refusedForm(wordsOf(proved)), next }} />, 403);
}

export const confirmRoutes = newRouter();

confirmRoutes.get(CONFIRM, async (c) => {
  const actor = await actorOf(c);
  if (actor === null) return c.redirect(SIGN_IN, 303);
  const next = nextOf(c.req.query('next'));
  return show(c, <ConfirmPage {...{ actor, form: untouched(), next }} />);
});

confirmRoutes.post(CONFIRM, async (c) => {
  const actor = await actorOf(c);
  if (actor === null) return c.redirect(SIGN_IN, 303);
  const values = await valuesOf(c);
  const next = nextOf(values['next']);
  const code = values['code'] ?? '';
  if (actor.kind === 'account') {
    if (!needsSetup(actor)) return prove(c, actor, code, next);
    return values['begin'] === 'yes' ? begin(c, actor, next) : confirmApp(c, actor, code, next);
  }
  if ((await mayTry(c)) && isAdminKey(c, values['key'] ?? '')) {
    startStaffSession(c, Date.now());
    return c.redirect(next, 303);
  }
  const form = refusedForm('This is not the admin key.');
  return show(c, <ConfirmPage {...{ actor, form, next }} />, 403);
});

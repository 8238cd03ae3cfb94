/** The button that `passkeys.js` brings to life, and what it says when a browser refuses. */
import { useShop } from './shop.ts';

export const PASSKEY_MODULE = 'storefront/passkeys.js';

/** What `passkeys.js` shows when a browser or its person says no. */
export const PasskeyTrouble = () => (
  <p class="notice bad" role="alert" data-passkey-trouble hidden>
    {useShop().locale.t.security.passkeyFailed}
  </p>
);

type ButtonProps = {
  readonly action: 'sign-in' | 'prove';
  readonly next: string;
  readonly label: string;
};

/** A button that `passkeys.js` brings to life; without it, or without passkeys, there is none. */
export const PasskeyButton = ({ action, next, label }: ButtonProps) => (
  <div data-passkey={action} data-next={next} hidden>
    <PasskeyTrouble />
    <button class="button quiet wide" type="button">
      {label}
    </button>
  </div>
);

/** What letters to an account say. */
import { unreachable } from '../kernel/assert.ts';
import type { Content, Shop } from './content.ts';
import type { AccountLetter } from './letters.ts';

type Words = Pick<Content, 'subject' | 'heading' | 'paragraphs'> & {
  readonly button: string;
  /** Where the button leads in a letter without a link of its own. */
  readonly path?: string;
};

const invitation = (shop: Shop): Words => ({
  subject: `Work with us in the back office of ${shop.name}`,
  heading: 'You are invited to the back office',
  paragraphs: [
    'The link works once, for seven days. You will be asked for a second factor, such as an app ' +
      'that shows codes. If you do not know what this is about, leave it.',
  ],
  button: 'Accept',
});

const identityChanged = (shop: Shop): Words => ({
  subject: `How you sign in to ${shop.name} was changed`,
  heading: 'How you sign in was changed',
  paragraphs: [
    'An account elsewhere was tied to yours or taken from it. If it was not you, choose a ' +
      'new password and look at what is signed in.',
  ],
  button: 'Look at my account',
});

const emailChange = (shop: Shop): Words => ({
  subject: `Confirm your new e-mail address for ${shop.name}`,
  heading: 'Is this your new address?',
  paragraphs: [
    'Open the link where you are signed in, within a day. If you asked for nothing, leave it.',
  ],
  button: 'Confirm my new address',
});

const emailChanged = (shop: Shop): Words => ({
  subject: `Your ${shop.name} account has another e-mail address`,
  heading: 'Your address was changed',
  paragraphs: [
    'Your account has another e-mail address now, and this one does not open it any more. If ' +
      'it was not you, take it back within seven days: everybody is signed out, and you choose ' +
      'a new password.',
  ],
  button: 'This was not me',
});

const confirmNews = (shop: Shop): Words => ({
  subject: `News from ${shop.name}?`,
  heading: 'Shall we write to you?',
  paragraphs: ['Confirm that you want our news by mail. You can stop them with one click.'],
  button: 'Yes, write to me',
});

const newsWelcome = (shop: Shop): Words => ({
  subject: `News from ${shop.name}`,
  heading: 'Good to have you',
  paragraphs: [
    'You get our news from now on: what is new in the shop and which drops are coming, no more ' +
      'than that. You can stop them with one click, here or in your mail program.',
  ],
  button: 'See what is new',
  path: '/search?sort=newest',
});

function wordsOf({ kind, link }: AccountLetter, shop: Shop): Words {
  switch (kind) {
    case 'verify_email':
      return link === null
        ? {
            subject: `You already have an account at ${shop.name}`,
            heading: 'You already have an account',
            paragraphs: [
              'Somebody tried to make an account with your e-mail address. If it was you: sign ' +
                'in, or choose a new password. If not, nothing has changed.',
            ],
            button: 'Sign in',
          }
        : {
            subject: `Confirm your e-mail address for ${shop.name}`,
            heading: 'Welcome. Is this your address?',
            paragraphs: [
              'Confirm it, and orders you placed with it as a guest appear in your account. The ' +
                'link works for three days. If you made no account, leave it.',
            ],
            button: 'Confirm my address',
          };
    case 'reset_password':
      return {
        subject: `Choose a new password for ${shop.name}`,
        heading: 'Choose a new password',
        paragraphs: [
          'The link works once, for an hour. If you did not ask for it, leave it: your password ' +
            'stays as it is.',
        ],
        button: 'Choose a password',
      };
    case 'password_changed':
      return {
        subject: `Your ${shop.name} password was changed`,
        heading: 'Your password was changed',
        paragraphs: [
          'All other devices were signed out. If it was not you, choose a new password at once.',
        ],
        button: 'This was not me',
      };
    case 'second_factor_changed':
      return {
        subject: `How you sign in to ${shop.name} was changed`,
        heading: 'Your second factor was changed',
        paragraphs: [
          'An app or a passkey was added to your account or taken from it. If it was not you, ' +
            'choose a new password and look at what is signed in.',
        ],
        button: 'Look at my account',
      };
    case 'identity_changed':
      return identityChanged(shop);
    case 'email_change':
      return emailChange(shop);
    case 'email_changed':
      return emailChanged(shop);
    case 'staff_invitation':
      return invitation(shop);
    case 'confirm_marketing':
      return confirmNews(shop);
    case 'news_welcome':
      return newsWelcome(shop);
    default:
      return unreachable(kind);
  }
}

/** The content of a letter to an account. */
export function accountContent(letter: AccountLetter, shop: Shop): Content {
  const { button, paragraphs, path = '/account/sign-in', ...words } = wordsOf(letter, shop);
  return {
    shop: shop.name,
    ...words,
    paragraphs: [letter.name === '' ? 'Hello,' : `Hello ${letter.name},`, ...paragraphs],
    lines: [],
    totals: [],
    facts: [],
    action: { label: button, url: letter.link ?? shop.publicUrl + path },
    stop:
      letter.unsubscribe === null
        ? null
        : { label: 'Send me no more news', url: letter.unsubscribe },
  };
}

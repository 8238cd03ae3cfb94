/** What keeps strangers out: guards whose removal `npm run test:guards -- security` tries. */
import type { Guard } from './guards.ts';

const WEB = 'tests/worker/web-guards.test.ts';
const CARE = 'tests/worker/data-care.test.ts';
const CAPTCHA = 'tests/worker/captcha.test.ts';

export const SECURITY: readonly Guard[] = [
  {
    guard: 'security: no request of another site changes anything',
    file: 'src/http/guards.ts',
    code: 'if (!foreign) return next();',
    without: 'return next();',
    test: [WEB, 'no route that changes something takes a request of another site'],
  },
  {
    guard: 'security: an address has a length',
    file: 'src/http/frame.ts',
    code: 'if (c.req.url.length <= MAX_URL_LENGTH) return next();',
    without: 'if (c.req.url.length > 0) return next();',
    test: [WEB, 'addresses and headers have a length'],
  },
  {
    guard: 'security: no other site uses our answers as its own',
    file: 'src/http/frame.ts',
    code: "if (!headers.has(RESOURCE_POLICY)) headers.set(RESOURCE_POLICY, 'same-origin');",
    without: '',
    test: [WEB, 'no other site may use what we answer as its own'],
  },
  {
    guard: 'security: who is not staff gets into nothing of the back office',
    file: 'src/staff/actor.ts',
    code: "if (actor === null) return 'unauthorized';",
    without: "if (actor === null) return 'granted';",
    test: [
      'tests/worker/admin-access.test.ts',
      'nobody gets into any route of the back office without the key',
    ],
  },
  {
    guard: 'security: a refresh token works once',
    file: 'src/customers/account.ts',
    code: 'if (counter === session.counter) {',
    without: 'if (counter <= session.counter) {',
    test: [
      'tests/worker/accounts.test.ts',
      'a refresh token works once; used again later it ends the session',
    ],
  },
  {
    guard: 'security: failed sign-ins make the next one wait',
    file: 'src/customers/login.ts',
    code: "if (waitMs > 0) return fail({ reason: 'throttled', waitMs });",
    without: '',
    test: [
      'tests/worker/accounts.test.ts',
      'failed tries make the next one wait, and waiting is enough',
    ],
  },
  {
    guard: 'security: a captcha is asked for after failures',
    file: 'src/customers/login.ts',
    code: 'const mayTry = trusted || state.failures.count < CAPTCHA_AFTER;',
    without: 'const mayTry = true;',
    test: [CAPTCHA, 'a sign-in asks for a captcha after three failures, not before'],
  },
  {
    guard: 'security: a captcha serves the action it was solved for',
    file: 'src/platform/captcha.ts',
    code: "made === undefined || made === '' || made === action;",
    without: "made !== 'nothing' || action === '';",
    test: [CAPTCHA, 'an account is made only with a captcha, which counts once and for this alone'],
  },
  {
    guard: 'security: who ordered lies sealed',
    file: 'src/orders/stored.ts',
    code: 'return { ...rest, person: seal(JSON.stringify(person)) };',
    without: 'return document;',
    test: [CARE, 'nothing of a person lies anywhere in the clear'],
  },
  {
    guard: 'security: what is sealed opens for its owner only',
    file: 'src/platform/vault.ts',
    code: "decipher.setAAD(Buffer.from(owner, 'utf8'));",
    without: "decipher.setAAD(Buffer.from('order:one', 'utf8'));",
    test: [
      'src/platform/vault.test.ts',
      'it opens for its owner only, and not where a bit was changed',
    ],
  },
  {
    guard: 'security: what came to nothing is forgotten',
    file: 'src/data-care/retention.ts',
    code: 'await forgetUnpaid(ports, now);',
    without: '',
    test: [CARE, 'who ordered what came to nothing is forgotten after 90 days, and not before'],
  },
  {
    guard: 'security: logs are cleared of addresses',
    file: 'src/platform/log.ts',
    code: '? PERSONAL.reduce((text, [form, word]) => text.replace(form, word), value)',
    without: '? value',
    test: [
      'src/platform/log.test.ts',
      'a line holds no address, number or credential, whatever an error says',
    ],
  },
  {
    guard: 'security: a link proves the address it was mailed to',
    file: 'src/customers/email-moves.ts',
    code: 'if (emailChange?.version !== version) return linkVoid;',
    without: 'if (emailChange === null) return linkVoid;',
    test: [
      'tests/worker/email-change.test.ts',
      'a link proves the address it was mailed to, whatever is asked for meanwhile',
    ],
  },
];

/** SendGrid's v3 mail send: what it demands of a mail, and the answers it gives. */
import { z } from 'zod';
import type { Reply } from './faults.ts';
import { randomText } from './ids.ts';

export interface Mail {
  readonly kind: 'mail';
  readonly id: string;
  readonly at: string;
  readonly from: string;
  readonly to: readonly string[];
  readonly subject: string;
  readonly text: string | null;
  readonly html: string | null;
  readonly headers: Record<string, string>;
  readonly custom_args: Record<string, string>;
  readonly categories: readonly string[];
  /** `bounced` for an address at bounce.test: SendGrid accepts such a mail all the same. */
  readonly status: 'delivered' | 'bounced';
}

const ADDRESS = z.strictObject({ email: z.email(), name: z.string().optional() });
const TEXTS = z.record(z.string(), z.string());

/** Parts of the API that change nothing here: taken, and forgotten. */
const WITHOUT_EFFECT = {
  asm: z.unknown().optional(),
  attachments: z.array(z.unknown()).optional(),
  batch_id: z.string().optional(),
  ip_pool_name: z.string().optional(),
  mail_settings: z.unknown().optional(),
  reply_to_list: z.array(ADDRESS).optional(),
  send_at: z.int().optional(),
  tracking_settings: z.unknown().optional(),
};
const PERSONAL_WITHOUT_EFFECT = {
  from: ADDRESS.optional(),
  send_at: z.int().optional(),
  substitutions: TEXTS.optional(),
};

const MESSAGE = z.strictObject({
  ...WITHOUT_EFFECT,
  personalizations: z
    .array(
      z.strictObject({
        ...PERSONAL_WITHOUT_EFFECT,
        to: z.array(ADDRESS).min(1),
        cc: z.array(ADDRESS).optional(),
        bcc: z.array(ADDRESS).optional(),
        subject: z.string().min(1).optional(),
        headers: TEXTS.optional(),
        custom_args: TEXTS.optional(),
      }),
    )
    .min(1)
    .max(1000),
  from: ADDRESS,
  reply_to: ADDRESS.optional(),
  subject: z.string().min(1).optional(),
  content: z.array(z.object({ type: z.string().min(1), value: z.string().min(1) })).min(1),
  headers: TEXTS.optional(),
  custom_args: TEXTS.optional(),
  categories: z.array(z.string()).max(10).optional(),
});

type Message = z.infer<typeof MESSAGE>;

/** The page SendGrid's errors point to. */
const HELP = 'http://sendgrid.com/docs/API_Reference/Web_API_v3/Mail/errors.html#message.';

interface Problem {
  readonly message: string;
  readonly field: string | null;
  readonly help: string | null;
}

/** SendGrid's word for each part that is missing or wrong. */
const MESSAGES: Record<string, string> = {
  personalizations:
    'The personalizations field is required and must have at least one personalization.',
  to:
    'The to array is required for all personalization objects, and must have at least one ' +
    'email object with a valid email address.',
  email: 'Does not contain a valid address.',
  from:
    'The from object must be provided for every email send. It is an object that requires ' +
    'the email parameter, but may also contain a name parameter.',
  subject:
    'The subject is required. You can get around this requirement if you use a template with a ' +
    'subject defined or if every personalization has a subject defined.',
  content:
    'Unless a valid template_id is provided, the content parameter is required. There must be ' +
    'at least one defined content block. We typically suggest both text/plain and text/html ' +
    'blocks are included, but only one block is required.',
};

/** Answers one request; a mail it accepts is handed to `keep`. */
export function sendGrid(
  path: string,
  headers: Headers,
  body: string,
  now: Date,
  keep: (mail: Mail) => void,
): Reply {
  if (path !== '/v3/mail/send') return errors(404, [problem('Not Found', null)]);
  if (!/^Bearer .+/.test(headers.get('authorization') ?? '')) {
    const message = 'The provided authorization grant is invalid, expired, or revoked';
    return errors(401, [problem(message, null)]);
  }
  if (!/^application\/json\b/.test(headers.get('content-type') ?? '')) {
    return errors(415, [problem('Content-Type should be application/json.', null)]);
  }
  const json = parseJson(body);
  if (json === undefined) return errors(400, [problem('Bad Request', null)]);
  const parsed = MESSAGE.safeParse(json);
  if (!parsed.success) return errors(400, parsed.error.issues.map(explain));
  const wrong = wrongContent(parsed.data);
  if (wrong) return errors(400, [wrong]);
  const id = randomText(22);
  for (const mail of mailsOf(parsed.data, id, now)) keep(mail);
  return { status: 202, body: '', headers: { 'x-message-id': id } };
}

/** One mail for each personalization, since each is sent on its own. */
function mailsOf(message: Message, id: string, now: Date): Mail[] {
  const part = (type: string): string | null =>
    message.content.find((content) => content.type === type)?.value ?? null;
  return message.personalizations.map((person, index) => {
    const to = [...person.to, ...(person.cc ?? []), ...(person.bcc ?? [])].map(written);
    const bounced = person.to.every((address) => address.email.endsWith('@bounce.test'));
    return {
      kind: 'mail',
      id: index === 0 ? id : `${id}.${index}`,
      at: now.toISOString(),
      from: written(message.from),
      to,
      subject: person.subject ?? message.subject ?? '',
      text: part('text/plain'),
      html: part('text/html'),
      headers: { ...message.headers, ...person.headers },
      custom_args: { ...message.custom_args, ...person.custom_args },
      categories: message.categories ?? [],
      status: bounced ? 'bounced' : 'delivered',
    };
  });
}

function written(address: z.infer<typeof ADDRESS>): string {
  return address.name === undefined ? address.email : `${address.name} <${address.email}>`;
}

/** The rules between the fields: a subject somewhere, and plain text before HTML. */
function wrongContent(message: Message): Problem | null {
  const titled = message.personalizations.every((person) => person.subject !== undefined);
  if (message.subject === undefined && !titled) return problem(MESSAGES['subject'], 'subject');
  const types = message.content.map((content) => content.type);
  const [plain, html] = [types.indexOf('text/plain'), types.indexOf('text/html')];
  const ordered = plain === -1 ? html <= 0 : plain === 0 && (html === -1 || html === 1);
  if (ordered) return null;
  return problem(
    'If present, text/plain and text/html may only be provided once, and text/plain must be ' +
      'first, followed by text/html.',
    'content',
  );
}

function explain(issue: z.core.$ZodIssue): Problem {
  if (issue.code === 'unrecognized_keys') {
    const [name = ''] = issue.keys;
    return problem(`Additional property ${name} is not allowed`, [...issue.path, name].join('.'));
  }
  const names = issue.path.filter((step) => typeof step === 'string');
  const field = issue.path.join('.');
  return problem(MESSAGES[names.at(-1) ?? ''] ?? issue.message, field);
}

function problem(message: string | undefined, field: string | null): Problem {
  const help = field === null ? null : `${HELP}${field}`;
  return { message: message ?? 'Bad Request', field, help };
}

/** An error of the shape SendGrid answers with. */
export function errors(status: number, problems: readonly Problem[]): Reply {
  const body = JSON.stringify({ errors: problems });
  return { status, body, headers: { 'content-type': 'application/json' } };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

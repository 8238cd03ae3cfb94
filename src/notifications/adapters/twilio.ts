/** Twilio's Messages resource: https://www.twilio.com/docs/messaging/api/message-resource. */
import { z } from 'zod';
import type { Fetch } from '../../platform/outbound.ts';
import type { Messenger } from '../messenger.ts';
import { send } from './answers.ts';

export type TwilioOptions = {
  readonly accountSid: string;
  readonly authToken: string;
  readonly from: string;
};

const ACCEPTED = z.object({ sid: z.string() });

/** Text messages by Twilio. Without an account every message is refused, by that name. */
export function twilioTexts(fetcher: Fetch, options: TwilioOptions): Messenger['text'] {
  const { accountSid, authToken, from } = options;
  return async ({ to, body }) => {
    if (accountSid === '' || authToken === '') {
      return { kind: 'refused', code: 'TWILIO_ACCOUNT_SID or TWILIO_AUTH_TOKEN is not set' };
    }
    const url = `https://api.twilio.com/2010-04-01/Accounts/${accountSid}/Messages.json`;
    const init = {
      method: 'POST',
      headers: {
        authorization: `Basic ${btoa(`${accountSid}:${authToken}`)}`,
        'content-type': 'application/x-www-form-urlencoded',
      },
      body: new URLSearchParams({ To: to, From: from, Body: body }).toString(),
    };
    return send(
      'twilio',
      fetcher,
      { url, init },
      async (response) => ACCEPTED.parse(await response.json()).sid,
    );
  };
}

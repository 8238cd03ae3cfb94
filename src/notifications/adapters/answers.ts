/** What an answer of a provider's HTTP API means: the same three outcomes for each of them. */
import type { Fetch } from '../../platform/outbound.ts';
import { SECOND_MS } from '../../kernel/time.ts';
import type { SendOutcome } from '../messenger.ts';

/**
 * A refusal of this message for good. A wrong key (401, 403) is the shop's own fault and may be
 * mended while the message waits; 408 and 429 ask for another try.
 */
const isRefusal = (status: number): boolean =>
  status >= 400 && status < 500 && ![401, 403, 408, 429].includes(status);

function waitOf(response: Response): number | null {
  const seconds = Number(response.headers.get('retry-after') ?? Number.NaN);
  return Number.isFinite(seconds) && seconds >= 0 ? seconds * SECOND_MS : null;
}

/**
 * Sends one request.
 * @param provider the name that codes begin with
 * @param referenceOf the provider's id of what it accepted
 */
export async function send(
  provider: string,
  fetcher: Fetch,
  request: { url: string; init: RequestInit },
  referenceOf: (response: Response) => Promise<string>,
): Promise<SendOutcome> {
  let response: Response;
  try {
    response = await fetcher(request.url, request.init);
  } catch {
    return { kind: 'unknown', code: `${provider} did not answer`, waitMs: null };
  }
  const code = `${provider} ${response.status}`;
  if (response.ok) {
    // It is accepted whatever its answer looks like: an unreadable one must not send it again.
    return { kind: 'sent', reference: await referenceOf(response).catch(() => '') };
  }
  await response.body?.cancel();
  if (isRefusal(response.status)) return { kind: 'refused', code };
  return { kind: 'unknown', code, waitMs: waitOf(response) };
}

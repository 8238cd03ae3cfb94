import { afterEach, expect, test, vi } from 'vitest';
import { describeError, log } from './log.ts';

afterEach(() => vi.restoreAllMocks());

function lineOf(fields: Record<string, string>): string {
  const written = vi.spyOn(console, 'error').mockImplementation(() => {});
  log('error', 'failed', fields);
  return String(written.mock.calls[0]?.[0]);
}

test('a line holds no address, number or credential, whatever an error says', () => {
  const error = new Error(
    'refused: ada.lovelace+shop@example.co.uk <+49 30 1234567> Bearer eyJhbGciOi.x.y sk_live_abc1',
  );
  const line = lineOf({ error: describeError(error) });
  for (const secret of ['ada', 'example', '1234567', 'eyJ', 'sk_live']) {
    expect(line).not.toContain(secret);
  }
  expect(line).toContain('refused: [e-mail] <[phone]> Bearer [token] [secret]');
});

test('ids, paths and times stay as they are', () => {
  const path = '/orders/5f2b0c9d1e3a/pay';
  expect(lineOf({ path, at: '2026-11-20T16:00:00Z' })).toContain(path);
});

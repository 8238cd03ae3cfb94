/** Images in R2: what stands under a name never changes, so that it may be kept for ever. */
import type { MediaType } from './media.ts';

/** Hexadecimal digits of the content's digest in a name nobody chose. */
const NAME_DIGITS = 32;

const hexOf = (digest: ArrayBuffer): string => Buffer.from(digest).toString('hex');

export type MediaStore = {
  /**
   * Keeps an image under `key`, or under a name made of its content. `there` is this very image,
   * `taken` another one of that name.
   */
  keep(
    bytes: ArrayBuffer,
    type: MediaType,
    key?: string,
  ): Promise<{ readonly url: string; readonly outcome: 'made' | 'there' | 'taken' }>;
};

/** Images in `bucket`. */
export const mediaStore = (bucket: R2Bucket): MediaStore => ({
  async keep(bytes, { extension, contentType }, chosen) {
    const digest = await crypto.subtle.digest('SHA-256', bytes);
    const key = chosen ?? `${hexOf(digest).slice(0, NAME_DIGITS)}.${extension}`;
    const url = `/media/${key}`;
    const stored = await bucket.put(key, bytes, {
      onlyIf: new Headers({ 'if-none-match': '*' }),
      sha256: digest,
      httpMetadata: { contentType },
    });
    if (stored !== null) return { url, outcome: 'made' };
    const known = (await bucket.head(key))?.checksums.sha256;
    const same = known !== undefined && hexOf(known) === hexOf(digest);
    return { url, outcome: same ? 'there' : 'taken' };
  },
});

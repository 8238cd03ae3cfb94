/** Files that staff sent in, in R2, under their job's id. They go when the job is over. */
import type { Files } from './service.ts';

const nameOf = (id: string): string => `imports/${id}`;

/** UTF-8 that says what is no UTF-8; a character that the part's end cuts is left out. */
export function textOf(bytes: Uint8Array, final: boolean): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes, {
      stream: !final,
    });
  } catch {
    return null;
  }
}

/** The files of `bucket`. */
export function fileStore(bucket: R2Bucket): Files {
  return {
    async put(id, bytes) {
      await bucket.put(nameOf(id), bytes);
    },
    async read(id, at, length, size) {
      const part =
        at >= size ? null : await bucket.get(nameOf(id), { range: { offset: at, length } });
      const bytes = part === null ? new Uint8Array() : new Uint8Array(await part.arrayBuffer());
      const final = at + bytes.length >= size;
      return { bytes, text: textOf(bytes, final), final, lost: part === null && at < size };
    },
    async remove(id) {
      await bucket.delete(nameOf(id));
    },
  };
}

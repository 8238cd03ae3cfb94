/** How far a long piece of work has come: a bar on a terminal, a line now and then elsewhere. */

const BAR_WIDTH = 24;
const LINE_EVERY = 0.25;

/** A bar named `title` on `stream`; call `advance` once for each of `total` steps. */
export function progressBar(stream, title, total) {
  let done = 0;
  let told = 0;
  return {
    advance(steps = 1) {
      done += steps;
      const share = done / total;
      if (stream.isTTY) {
        const filled = Math.round(share * BAR_WIDTH);
        const bar = `${'█'.repeat(filled)}${'░'.repeat(BAR_WIDTH - filled)}`;
        const end = done === total ? '\n' : '';
        stream.write(`\r\u001B[K${title}  ${bar} ${Math.floor(share * 100)} %${end}`);
      } else if (share - told >= LINE_EVERY || done === total) {
        told = share;
        stream.write(`${title}  ${Math.floor(share * 100)} %\n`);
      }
    },
  };
}

/** How far a long piece of work has come: a bar on a terminal, a line now and then elsewhere. */

const BAR_WIDTH = 24;
const REDRAW_MS = 100;
const LINE_EVERY_MS = 5_000;

const number = new Intl.NumberFormat('en');

/** A progress display on `stream`, counting `unit`; `fraction` is between 0 and 1. */
export function progressOn(stream, unit) {
  const startedAt = Date.now();
  let shownAt = 0;
  const textOf = (fraction, count) => {
    const seconds = Math.max(0.001, (Date.now() - startedAt) / 1_000);
    const percent = `${Math.floor(fraction * 100)}%`.padStart(4);
    return `${percent}  ${number.format(count)} ${unit}  ${Math.round(count / seconds)}/s`;
  };
  return {
    show(fraction, count, last = false) {
      const since = Date.now() - shownAt;
      if (!last && since < (stream.isTTY ? REDRAW_MS : LINE_EVERY_MS)) return;
      shownAt = Date.now();
      if (!stream.isTTY) {
        stream.write(`${textOf(fraction, count).trim()}\n`);
        return;
      }
      const filled = Math.round(fraction * BAR_WIDTH);
      const bar = `${'█'.repeat(filled)}${'░'.repeat(BAR_WIDTH - filled)}`;
      stream.write(`\r\u001B[K${bar} ${textOf(fraction, count)}${last ? '\n' : ''}`);
    },
    /** Writes a line above the bar. */
    note(line) {
      stream.write(stream.isTTY ? `\r\u001B[K${line}\n` : `${line}\n`);
    },
  };
}

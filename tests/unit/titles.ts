/** The titles of the tests in a file's text. */

/** Titles as they run: escapes of the literal are resolved. */
export const titlesIn = (text: string): ReadonlySet<string> =>
  new Set(
    [...text.matchAll(/\btest\(\s*(['"])((?:\\.|(?!\1).)*)\1/g)].map(([, , title = '']) =>
      title.replaceAll(/\\(.)/g, '$1'),
    ),
  );

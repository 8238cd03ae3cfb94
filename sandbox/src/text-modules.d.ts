/** Files that the bundlers hand over as text: see the rules in wrangler.toml and bundle.mjs. */

declare module '*.browser.js' {
  const text: string;
  export default text;
}

declare module '*.css' {
  const text: string;
  export default text;
}

/** A document in a language: its own texts where it has them, the shop's where it has not. */
import type { ProductDocument } from './document.ts';

/** A language, and where it is spoken: `de`, `pt-BR`. */
export const LOCALE = /^[a-z]{2,3}(-[A-Z]{2})?$/;

/** The document in `locale`; `de-AT` falls back to `de`, and that to the shop's own texts. */
export function localized(document: ProductDocument, locale: string): ProductDocument {
  const [language = locale] = locale.split('-');
  const { translations } = document;
  const texts = { ...translations[language], ...translations[locale] };
  return { ...document, ...texts };
}

/**
 * Replaces each lone surrogate with a replacement character. Such text comes from a path that is
 * not UTF-8, and can be neither shown nor sent.
 */
export function wellFormed(text: string): string {
  return text.replace(/\p{Cs}/gu, '\uFFFD')
}

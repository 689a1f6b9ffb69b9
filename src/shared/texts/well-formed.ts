/**
 * The text with a replacement character for each lone surrogate, which is not a character. Such text stands for a path
 * whose bytes are not UTF-8, and can be neither shown nor sent.
 */
export function wellFormed(text: string): string {
  return text.replace(/\p{Cs}/gu, '\uFFFD')
}

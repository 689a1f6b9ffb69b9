/** Normalizes a text for search: lower case, with accents in one Unicode form. */
export function comparableText(text: string): string {
  return text.toLowerCase().normalize('NFC')
}

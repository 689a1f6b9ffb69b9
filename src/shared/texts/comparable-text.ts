/** A text normalised for search: in lower case, and with accents in one Unicode form. */
export function comparableText(text: string): string {
  return text.toLowerCase().normalize('NFC')
}

/** A text as it is compared in a search: without its case, and with accents in one form, however they were typed. */
export function comparableText(text: string): string {
  return text.toLowerCase().normalize('NFC')
}

/** Normalizes a text for search: lower case, and one Unicode form for accents. */
export function comparableText(text: string): string {
  return text.toLowerCase().normalize('NFC')
}

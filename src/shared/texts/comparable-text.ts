const ascii = /^[\0-\u007F]*$/
const invisible = /\p{Default_Ignorable_Code_Point}/gu
/** A pass can bring together characters that the next one combines, such as a letter and an accent around a joiner. */
const maxPasses = 4

/**
 * Normalizes a text for search, so that all spellings of a letter are equal: upper and lower case, composed and
 * decomposed accents, full-width forms, ligatures, `ß` and `ss`, and every Greek sigma. Turkish letters count as `i`.
 * Invisible characters are removed. Idempotent.
 */
export function comparableText(text: string): string {
  if (ascii.test(text)) return text.toLowerCase()
  let folded = text
  for (let pass = 0; pass < maxPasses; pass += 1) {
    const before = folded
    folded = fold(before)
    if (folded === before) break
  }
  return folded
}

/** True if the spellings of a text's characters differ only in case. */
export function isAscii(text: string): boolean {
  return ascii.test(text)
}

function fold(text: string): string {
  const plain = text.replace(invisible, '').normalize('NFKC')
  // Some letters are equal only in upper case, such as `ß` and `ss`.
  const lower = plain.toLowerCase().toUpperCase().toLowerCase()
  return lower.replaceAll('ς', 'σ').normalize('NFKD').replaceAll('i\u0307', 'i').normalize('NFKC')
}

/**
 * An error's hint without the advice to try again. During an outage the app reconnects by itself, so that advice would
 * mislead.
 */
export function outageHint(hint: string): string {
  return hint
    .replace(/, then try again(?=\.)/, '')
    .replace(/Try again[^.]*\.\s*/g, '')
    .trim()
}

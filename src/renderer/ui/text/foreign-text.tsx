import { textParts, visibleText } from '../../../shared/texts/hidden-text.ts'
import styles from './foreign-text.module.css'

/** The maximum number of parts. More would slow down the page without being useful. */
const mostParts = 50

interface ForeignTextProps {
  /** Text from outside: a field of a message, a key, a file name. */
  readonly text: string
  /** True for a name or a key. Its tabs and line breaks are shown as labels, too. */
  readonly isName?: boolean
}

/**
 * Shows text from outside. Characters that are invisible or would reorder the text appear by name,
 * such as `U+202E`, and double spaces are kept. All such text must go through here, or through
 * `visibleText` where only plain text fits.
 */
export function ForeignText({ text, isName = false }: ForeignTextProps) {
  const parts = textParts(text, isName)
  if (parts.length > mostParts) return <bdi className={styles.text}>{visibleText(text, isName)}</bdi>
  return (
    <bdi className={styles.text}>
      {parts.map(({ text: piece, label }, index) =>
        label === null ? (
          piece
        ) : (
          // oxlint-disable-next-line react/no-array-index-key -- the parts never move
          <span key={index} className={styles.hidden}>
            {label}
          </span>
        ),
      )}
    </bdi>
  )
}

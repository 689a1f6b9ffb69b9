import { textParts, visibleText } from '../../../shared/texts/hidden-text.ts'
import styles from './foreign-text.module.css'

/** With more, each part would cost the page more than it tells anybody. */
const mostParts = 50

interface ForeignTextProps {
  /** Text that someone else chose: a field of a message, a key, a file name. */
  readonly text: string
}

/**
 * Shows text that someone else chose. What is invisible or would reorder the text appears by its name, such as `U+202E`,
 * and double spaces stay two. Every such text goes through here, or through `visibleText` where only plain text fits.
 */
export function ForeignText({ text }: ForeignTextProps) {
  const parts = textParts(text)
  if (parts.length > mostParts) return <bdi className={styles.text}>{visibleText(text)}</bdi>
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

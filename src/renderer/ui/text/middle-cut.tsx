import { textParts, visibleText } from '../../../shared/texts/hidden-text.ts'
import { classNames } from '../class-names.ts'
import { cutInMiddle } from './cut-in-middle.ts'
import { ForeignText } from './foreign-text.tsx'
import styles from './middle-cut.module.css'

interface MiddleCutProps {
  /** A name from outside. */
  readonly text: string
  readonly className?: string | undefined
}

/**
 * A name on one line. If there is too little room, it is cut in the middle, so that its number and
 * its extension stay visible. The tooltip has the whole name. A name with hidden characters has a
 * mark that is never cut off.
 */
export function MiddleCut({ text, className }: MiddleCutProps) {
  const parts = textParts(text, true)
  const last = parts.at(-1)
  const hides = parts.some(({ label }) => label !== null)
  const { head, tail } = hides ? cutLast(text, last?.label === null ? last.text : null) : cutInMiddle(text)
  return (
    <bdi
      className={classNames(styles.name, className)}
      title={visibleText(text, true)}
      data-cut={tail !== '' || undefined}
    >
      {hides ? (
        <span className={styles.mark} title="This name has hidden characters." aria-hidden>
          !
        </span>
      ) : null}
      {tail === '' ? (
        <span className={styles.head}>
          <ForeignText text={head} isName />
        </span>
      ) : (
        <>
          <span className={styles.head} aria-hidden>
            <ForeignText text={head} isName />
          </span>
          <span className={styles.tail} aria-hidden>
            {tail}
          </span>
          <span className={styles.whole}>
            <ForeignText text={text} isName />
          </span>
        </>
      )}
    </bdi>
  )
}

/** Cuts a name with hidden characters within its visible ending, if it has one. */
function cutLast(text: string, visibleEnd: string | null): { readonly head: string; readonly tail: string } {
  if (visibleEnd === null) return { head: text, tail: '' }
  const tail = cutInMiddle(visibleEnd).tail || visibleEnd
  return tail.length > 24 ? { head: text, tail: '' } : { head: text.slice(0, -tail.length), tail }
}

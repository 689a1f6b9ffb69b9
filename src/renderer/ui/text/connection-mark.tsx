import type { ConnectionColour } from '../../../shared/connections/connection-safety.ts'
import styles from './connection-mark.module.css'

/** A connection's colour, next to its name. Renders nothing if it has none. */
export function ConnectionMark({ colour }: { readonly colour: ConnectionColour | null }) {
  return colour === null ? null : <span className={styles.mark} data-colour={colour} aria-hidden />
}

interface ConnectionTagsProps {
  readonly isProduction: boolean
  readonly isReadOnly: boolean
}

/** Shows a connection's safety settings in words. */
export function ConnectionTags({ isProduction, isReadOnly }: ConnectionTagsProps) {
  return (
    <>
      {isProduction ? <span className={styles.tag}>Production</span> : null}
      {isReadOnly ? <span className={styles.tag}>Read-only</span> : null}
    </>
  )
}

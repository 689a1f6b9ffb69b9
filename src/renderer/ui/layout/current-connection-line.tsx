import { use } from 'react'
import { ConnectionMark, ConnectionTags } from '../text/connection-mark.tsx'
import { CurrentConnectionContext } from '../view/current-connection.ts'
import styles from './current-connection-line.module.css'

/** Names the connection that a dangerous action applies to. */
export function CurrentConnectionLine() {
  const connection = use(CurrentConnectionContext)
  if (connection === null) return null
  return (
    <p className={styles.line}>
      <ConnectionMark colour={connection.colour} />
      <span>
        On <b>{connection.label}</b>
      </span>
      <ConnectionTags isProduction={connection.isProduction} isReadOnly={false} />
    </p>
  )
}

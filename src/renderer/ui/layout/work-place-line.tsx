import { use } from 'react'
import { ConnectionMark, ConnectionTags } from '../text/connection-mark.tsx'
import { WorkPlaceContext } from '../view/work-place.ts'
import styles from './work-place-line.module.css'

/** Names the connection that a dangerous action works on. */
export function WorkPlaceLine() {
  const place = use(WorkPlaceContext)
  if (place === null) return null
  return (
    <p className={styles.line}>
      <ConnectionMark colour={place.colour} />
      <span>
        On <b>{place.label}</b>
      </span>
      <ConnectionTags isProduction={place.isProduction} isReadOnly={false} />
    </p>
  )
}

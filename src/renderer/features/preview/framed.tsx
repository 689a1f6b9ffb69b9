import type { ReactNode } from 'react'
import styles from './preview.module.css'

interface FramedProps {
  readonly caption: string
  readonly children: ReactNode
}

/** The box around a preview, with a caption below. */
export function Framed({ caption, children }: FramedProps) {
  return (
    <>
      <div className={styles.box}>{children}</div>
      <p className={styles.caption} title={caption}>
        {caption}
      </p>
    </>
  )
}

import { useState } from 'react'
import { ErrorNote } from '../../ui/feedback/error-note.tsx'
import styles from './preview.module.css'

interface ImagePreviewProps {
  readonly src: string
  readonly onRetry: () => void
}

/** An image, scaled down to fit the box but never up. */
export function ImagePreview({ src, onRetry }: ImagePreviewProps) {
  const [failed, setFailed] = useState(false)
  if (failed) {
    return (
      <div className={styles.message}>
        <ErrorNote error={{ message: 'The image could not be loaded, or is damaged.' }} onRetry={onRetry} />
      </div>
    )
  }
  return (
    <img
      className={styles.image}
      src={src}
      alt="The file"
      draggable={false}
      onError={() => setFailed(true)}
    />
  )
}

/* oxlint-disable jsx-a11y/media-has-caption -- someone else's file, which has no captions */
import { useState } from 'react'
import styles from './preview.module.css'

interface MediaPreviewProps {
  readonly kind: 'audio' | 'video'
  readonly src: string
}

/** A player that reads the file in parts as it plays. */
export function MediaPreview({ kind, src }: MediaPreviewProps) {
  const [failed, setFailed] = useState(false)
  if (failed) {
    return (
      <p className={styles.message}>
        This {kind === 'audio' ? 'audio file' : 'video'} cannot be played here. Save it, and open it with
        another application.
      </p>
    )
  }
  // Saving goes through the app, which names and checks the file.
  const shared = {
    controls: true,
    controlsList: 'nodownload',
    preload: 'metadata',
    src,
    onError: () => setFailed(true),
  } as const
  return kind === 'audio' ? (
    <div className={styles.middle}>
      <audio className={styles.audio} aria-label="Sound" {...shared} />
    </div>
  ) : (
    <video className={styles.image} aria-label="Video" disablePictureInPicture {...shared} />
  )
}

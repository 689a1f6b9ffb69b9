import styles from './skeleton.module.css'

interface SkeletonProps {
  readonly width: number | string
  readonly height: number
}

/** A placeholder during loading. */
export function Skeleton({ width, height }: SkeletonProps) {
  return <span className={styles.skeleton} style={{ width, height }} aria-hidden />
}

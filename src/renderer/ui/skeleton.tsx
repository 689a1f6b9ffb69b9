import styles from './skeleton.module.css'

interface SkeletonProps {
  readonly width: number | string
  readonly height: number
}

/** Stands where something will be in a moment. */
export function Skeleton({ width, height }: SkeletonProps) {
  return <span className={styles.skeleton} style={{ width, height }} aria-hidden />
}

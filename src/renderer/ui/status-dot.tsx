import styles from './status-dot.module.css'

interface StatusDotProps {
  /** Filled green, a pulsing ring, a hollow ring, a red square: told apart by shape as well. */
  readonly state: 'ready' | 'busy' | 'off' | 'failed'
}

/** Says nothing by itself: words must stand beside it. */
export function StatusDot({ state }: StatusDotProps) {
  return <span className={styles.dot} data-state={state} aria-hidden />
}

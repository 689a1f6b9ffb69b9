import styles from './status-dot.module.css'

interface StatusDotProps {
  /** Green dot, pulsing ring, hollow ring, red square: the shapes differ too, not only the colours. */
  readonly state: 'ready' | 'busy' | 'off' | 'failed'
}

/** Decorative only: always put a text next to it. */
export function StatusDot({ state }: StatusDotProps) {
  return <span className={styles.dot} data-state={state} aria-hidden />
}

import styles from './status-dot.module.css'

interface StatusDotProps {
  /**
   * Green dot, pulsing ring, hollow ring, red square. The states differ by shape too, not only by
   * colour.
   */
  readonly state: 'ready' | 'busy' | 'off' | 'failed'
}

/** Purely decorative. Always put text next to it. */
export function StatusDot({ state }: StatusDotProps) {
  return <span className={styles.dot} data-state={state} aria-hidden />
}

import styles from './text-block.module.css'

interface TextBlockProps {
  /** The block's name for screen readers. */
  readonly label: string
  readonly text: string
}

/** A text in a fixed-width font that scrolls on its own, such as a policy or a script. */
export function TextBlock({ label, text }: TextBlockProps) {
  return (
    // The block scrolls, so it has to be reachable by keyboard.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <section className={styles.block} aria-label={label} tabIndex={0}>
      <pre className={styles.text}>{text}</pre>
    </section>
  )
}

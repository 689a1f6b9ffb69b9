import type { ReactNode, Ref } from 'react'
import { classNames } from '../class-names.ts'
import { ForeignText } from '../text/foreign-text.tsx'
import { visibleText } from '../../../shared/texts/hidden-text.ts'
import styles from './inspector.module.css'

interface InspectorProps {
  readonly ref: Ref<HTMLElement>
  /** The accessible name. */
  readonly label: string
  readonly head: ReactNode
  /** The action buttons. They do not scroll. */
  readonly actions?: ReactNode
  readonly className?: string | undefined
  readonly bodyClassName?: string | undefined
  readonly children: ReactNode
}

/** The pane next to a list that shows the details of the selected item. */
export function Inspector(props: InspectorProps) {
  const { ref, label, head, actions, className, bodyClassName, children } = props
  return (
    <section
      ref={ref}
      className={classNames(styles.inspector, className)}
      tabIndex={-1}
      aria-label={visibleText(label)}
    >
      {head}
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- it scrolls, so the keyboard must reach it */}
      <div className={classNames(styles.body, bodyClassName)} tabIndex={0}>
        {children}
      </div>
      {actions}
    </section>
  )
}

interface InspectorHeadProps {
  readonly title: string
  /** Monospace, for keys. */
  readonly mono?: boolean
  readonly children?: ReactNode
}

export function InspectorHead({ title, mono = false, children }: InspectorHeadProps) {
  return (
    <header className={styles.head}>
      <h2 className={styles.title} data-mono={mono || undefined}>
        <ForeignText text={title} />
      </h2>
      {children}
    </header>
  )
}

interface InspectorFieldsProps {
  readonly className?: string | undefined
  /** Pairs of `dt` and `dd`. */
  readonly children: ReactNode
}

export function InspectorFields({ className, children }: InspectorFieldsProps) {
  return <dl className={classNames(styles.fields, className)}>{children}</dl>
}

import { ForeignText } from '../../ui/text/foreign-text.tsx'
import styles from './queue-settings.module.css'
import { plural } from '../../ui/text/format.ts'

/** An access policy: its size, and its JSON when expanded. */
export function PolicyText({ policy }: { readonly policy: string }) {
  const { statements, text } = read(policy)
  return (
    <details className={styles.policy}>
      <summary>{statements === null ? 'Show' : plural(statements, 'statement')}</summary>
      <pre>
        <ForeignText text={text} />
      </pre>
    </details>
  )
}

function read(policy: string): { readonly statements: number | null; readonly text: string } {
  try {
    const value = JSON.parse(policy) as { readonly Statement?: unknown } | null
    const statements = Array.isArray(value?.Statement) ? value.Statement.length : null
    return { statements, text: JSON.stringify(value, null, 2) }
  } catch {
    return { statements: null, text: policy }
  }
}

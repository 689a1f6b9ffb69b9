import { ForeignText } from '../../ui/text/foreign-text.tsx'
import styles from './queue-settings.module.css'
import { plural } from '../../ui/text/format.ts'
import { prettyJson } from '../../ui/text/pretty-json.ts'

/** An access policy: its size, and its JSON when expanded. */
export function PolicyText({ policy }: { readonly policy: string }) {
  const statements = statementsIn(policy)
  return (
    <details className={styles.policy}>
      <summary>{statements === null ? 'Show' : plural(statements, 'statement')}</summary>
      <pre>
        <ForeignText text={prettyJson(policy)} />
      </pre>
    </details>
  )
}

function statementsIn(policy: string): number | null {
  try {
    const value = JSON.parse(policy) as { readonly Statement?: unknown } | null
    return Array.isArray(value?.Statement) ? value.Statement.length : null
  } catch {
    return null
  }
}

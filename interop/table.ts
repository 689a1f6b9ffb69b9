/** The outcome of one row in one column. */
export type Outcome = { readonly state: 'passed' | 'failed' | 'skipped'; readonly detail: string }

/** The outcomes of one server or client, by check. */
export type Column = { readonly name: string; readonly outcomes: ReadonlyMap<string, Outcome> }

/** Runs a check and returns its outcome. */
export async function outcomeOf(work: () => Promise<void>): Promise<Outcome> {
  try {
    await work()
    return { state: 'passed', detail: '' }
  } catch (error) {
    const text = error instanceof Error ? `${error.name}: ${error.message}` : String(error)
    return { state: 'failed', detail: text.trim() }
  }
}

/** Returns a table with one row per check, followed by the reasons for everything that did not pass. */
export function tableOf(title: string, columns: readonly Column[]): string {
  const rows = new Set(columns.flatMap(({ outcomes }) => [...outcomes.keys()]))
  const notes: string[] = []
  const body = Array.from(rows, (row) => {
    const cells = columns.map(({ name, outcomes }) => {
      const outcome = outcomes.get(row)
      if (outcome === undefined) return '–'
      if (outcome.state === 'failed') notes.push(`${name}, ${row}: ${outcome.detail}`)
      return outcome.state === 'passed' ? 'yes' : outcome.state === 'failed' ? '**no**' : 'skipped'
    })
    return line([row, ...cells])
  })
  for (const { name, outcomes } of columns) {
    const [skipped] = [...outcomes.values()].filter(({ state }) => state === 'skipped')
    if (skipped !== undefined) notes.push(`${name} was skipped: ${skipped.detail}`)
  }
  const head = [line([title, ...columns.map(({ name }) => name)]), line(['---', ...columns.map(() => '---')])]
  return [
    ...head,
    ...body,
    '',
    ...notes.map((note) => `- ${note.replaceAll(/\s+/g, ' ').slice(0, 600)}`),
  ].join('\n')
}

function line(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`
}

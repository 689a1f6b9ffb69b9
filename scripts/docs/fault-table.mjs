// @ts-check

/** @typedef {{ kind: string, faults: number, jobs: number, lost: number, duplicates: number, saved: number, corrupt: number }} FaultRow */

/** @type {readonly (readonly [title: string, figure: keyof FaultRow])[]} */
const columns = [
  ['fault', 'kind'],
  ['injected', 'faults'],
  ['jobs', 'jobs'],
  ['jobs lost', 'lost'],
  ['duplicate messages', 'duplicates'],
  ['files saved', 'saved'],
  ['files corrupt', 'corrupt'],
]

const none = { faults: 0, jobs: 0, lost: 0, duplicates: 0, saved: 0, corrupt: 0 }

/**
 * Parses the options of the fault tests: `--seeds N` runs N random schedules (default 1,000), `--seed N`
 * replays a run, `--save` writes the table to docs/reliability.md. `rest` is for the test runner.
 *
 * @param {readonly string[]} args
 */
export function readFaultOptions(args) {
  /** @type {Record<string, string>} */
  const env = {}
  const rest = []
  let save = false
  for (let at = 0; at < args.length; at += 1) {
    const arg = args[at] ?? ''
    if (arg === '--save') save = true
    else if (arg === '--seeds' || arg === '--seed')
      env[`FAULTS_${arg.slice(2).toUpperCase()}`] = args[++at] ?? ''
    else rest.push(arg)
  }
  return { env, rest, save }
}

/**
 * Formats the test results, one JSON object per line, as a Markdown table with a total. Rows of the same kind
 * are added up, because several processes may write them.
 *
 * @param {string} text
 */
export function faultTable(text) {
  /** @type {Map<string, FaultRow>} */
  const byKind = new Map()
  const sum = { ...none, kind: '**total**' }
  for (const line of text.split('\n').filter((line) => line !== '')) {
    /** @type {FaultRow} */
    const row = JSON.parse(line)
    const same = byKind.get(row.kind) ?? { ...none, kind: row.kind }
    byKind.set(row.kind, same)
    for (const [, figure] of columns) {
      if (figure === 'kind') continue
      same[figure] += row[figure]
      sum[figure] += row[figure]
    }
  }
  const rows = [...byKind.values()].toSorted((a, b) => a.kind.localeCompare(b.kind, 'en'))
  const cells = [...rows, sum].map((row) =>
    columns.map(([, figure]) => (figure === 'kind' ? row.kind : row[figure].toLocaleString('en'))),
  )
  const lines = [
    columns.map(([title]) => title),
    columns.map((_, at) => (at === 0 ? '---' : '---:')),
    ...cells,
  ]
  const widths = columns.map((_, at) => Math.max(...lines.map((line) => line[at]?.length ?? 0)))
  return lines
    .map((line, number) => {
      const padded = line.map((cell, at) => pad(cell, widths[at] ?? 0, number, at))
      return `| ${padded.join(' | ')} |\n`
    })
    .join('')
}

/**
 * @param {string} cell
 * @param {number} width
 * @param {number} line
 * @param {number} column
 */
function pad(cell, width, line, column) {
  if (line === 1) return column === 0 ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`
  return column === 0 ? cell.padEnd(width) : cell.padStart(width)
}

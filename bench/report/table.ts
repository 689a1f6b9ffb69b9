import type { Figures, Result } from './result.ts'

const titles = [
  'workload',
  'against',
  'ours',
  'theirs',
  'ratio',
  'target',
  '',
  'CPU s',
  'peak MiB',
  'delay p99 ms',
]

/** Returns the table as plain text, with the notes below. */
export function toText(results: readonly Result[]): string {
  const rows = [titles, ...results.map(cells)]
  const widths = titles.map((_, column) => Math.max(...rows.map((row) => (row[column] ?? '').length)))
  const lines = rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  )
  const notes = results
    .filter(({ note }) => note !== '')
    .map(({ workload, against, note }) => `${workload}, ${against}: ${note}`)
  return [...lines, ...(notes.length > 0 ? ['', ...notes] : [])].join('\n')
}

/** Returns the table and the notes as Markdown. */
export function toMarkdown(results: readonly Result[]): string {
  const notes = results
    .filter(({ note }) => note !== '')
    .map(({ workload, against, note }) => `- ${workload}, ${against}: ${note}`)
  return [
    markdownLine(titles),
    markdownLine(titles.map(() => '---')),
    ...results.map((result) => markdownLine(cells(result))),
    ...(notes.length > 0 ? ['', ...notes] : []),
  ].join('\n')
}

function cells({ workload, against, ours, theirs, unit, ratio, target, met, figures }: Result): string[] {
  return [
    workload,
    against,
    `${number(ours)} ${unit}`,
    theirs === null ? '–' : `${number(theirs)} ${unit}`,
    ratio === null ? '–' : `${ratio.toFixed(2)} ×`,
    target ?? 'for information',
    met === null ? '' : met ? 'met' : 'missed',
    pair(figures, ({ cpuSeconds }) => cpuSeconds?.toFixed(2)),
    pair(figures, ({ peakMib }) => peakMib?.toFixed(0)),
    pair(figures, ({ delayMs }) => delayMs?.toFixed(1)),
  ]
}

function pair(figures: Result['figures'], read: (figures: Figures) => string | undefined): string {
  if (figures === undefined) return ''
  return [figures.ours, figures.theirs].flatMap((of) => (of === null ? [] : (read(of) ?? []))).join(' / ')
}

function number(value: number): string {
  return value >= 100 ? Math.round(value).toLocaleString('en') : value.toFixed(value >= 10 ? 1 : 2)
}

function markdownLine(row: readonly string[]): string {
  return `| ${row.join(' | ')} |`
}

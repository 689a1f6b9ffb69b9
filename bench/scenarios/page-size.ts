import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { isSelected, type Scenario } from '../runner/context.ts'
import { evaluate } from '../report/result.ts'

const workload = 'page, first load gzipped'
const folder = join(import.meta.dirname, '../../out/renderer')

/** Measures what the window loads at startup: its document, style sheet and scripts, without the fonts. */
export const pageSize: Scenario = {
  name: 'page size',
  async run(context) {
    if (!isSelected(context, workload)) return []
    const html = await readFile(join(folder, 'index.html'), 'utf8')
    const links = [...html.matchAll(/(?:href|src)="\.\/([^"]+\.(?:js|css))"/g)].map(([, path = '']) => path)
    const parts = await Promise.all([...new Set(links)].map((path) => readFile(join(folder, path))))
    const bytes = [Buffer.from(html), ...parts].reduce((sum, part) => sum + gzipSync(part).length, 0)
    const note = `${parts.length} scripts and style sheets, each gzipped on its own.`
    const row = { workload, against: '–', ours: bytes / 1_024, theirs: null, unit: 'KiB', note }
    return [evaluate(row, { sign: '≤', value: 300, of: 'ours' })]
  },
}

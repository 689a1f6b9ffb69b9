import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeAll, expect, it } from 'vitest'
import { projectFolder } from '../setup/project.mjs'

/** Bold words that are not labels in the app, or contain a number. */
const others: ReadonlySet<string> = new Set([
  'Update',
  'Open with',
  'Links',
  'KMS keys',
  'A role',
  'Create 3 queues and 2 buckets, then add',
])

let sources = ''

beforeAll(async () => {
  for (const name of await readdir(join(projectFolder, 'src'), { recursive: true })) {
    if (!/\.tsx?$/.test(name) || /\.test\.|testing|gallery/.test(name)) continue
    sources += await readFile(join(projectFolder, 'src', name), 'utf8')
  }
})

/** True if a label is a complete text in the app, or the start of one that continues with a name. */
function isShown(label: string): boolean {
  const text = label.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`)
  return new RegExp(`(?:['"\`>]|\\n\\s*)${text}(?:['"\`<]|\\s*\\n| \\$\\{)`).test(sources)
}

it.each(['install', 'connect-to-aws', 'own-server', 'permissions'])(
  "uses the window's labels in docs/%s.md",
  async (guide) => {
    const text = await readFile(join(projectFolder, `docs/${guide}.md`), 'utf8')
    const labels = [...text.matchAll(/\*\*([^*]+)\*\*/g)].map(([, label = '']) =>
      label.replaceAll(/\s+/g, ' '),
    )
    expect(labels.length).toBeGreaterThan(2)
    expect(labels.filter((label) => !others.has(label) && !isShown(label))).toEqual([])
  },
)

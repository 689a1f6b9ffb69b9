import { glob, readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { expect, it } from 'vitest'

const folder = resolve(import.meta.dirname)

/** The Local server runs in a process of its own and the ledger and the reading of small files in threads of their own: nobody waits for a frame there. */
const ownThread =
  /(?:local-service\/(?:process\/server|(?:http|s3|sqs)\/[^/]+)|ledger\/worker\/database|engine\/files\/small-file-reader-worker)\.ts$/

it('B4: nothing in the main process blocks it', async () => {
  const blocking: string[] = []
  for await (const name of glob('**/*.ts', { cwd: folder })) {
    if (name.endsWith('.test.ts') || name.includes('testing/') || ownThread.test(name)) continue
    const text = await readFile(resolve(folder, name), 'utf8')
    const found = text.match(/\b\w+Sync\(|sendSync/)
    if (found !== null) blocking.push(`${name}: ${found[0]}`)
  }
  expect(blocking).toEqual([])
})

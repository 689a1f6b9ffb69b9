import { glob, readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { expect, it } from 'vitest'

const folder = resolve(import.meta.dirname)

/**
 * Code that may block, because it runs outside the main thread: the Local server's process, the ledger's thread,
 * and the threads that read small files, list folders and move large bodies. So may the files that are read before
 * the window opens.
 */
const mayBlock =
  /(?:app\/window\/read-first|local-service\/(?:process\/server|(?:http|s3|sqs|xml)\/.+)|ledger\/worker\/database|engine\/files\/(?:small-file-reader-worker|inspect-files)|engine\/aws\/threads\/(?:load-file|sent-body|file-writer))\.ts$/

it('nothing in the main process blocks it', async () => {
  const blocking: string[] = []
  for await (const name of glob('**/*.ts', { cwd: folder })) {
    if (name.endsWith('.test.ts') || name.includes('testing/') || mayBlock.test(name)) continue
    const text = await readFile(resolve(folder, name), 'utf8')
    const found = text.match(/\b\w+Sync\(|sendSync/)
    if (found !== null) blocking.push(`${name}: ${found[0]}`)
  }
  expect(blocking).toEqual([])
})

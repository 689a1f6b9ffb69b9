import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { Ledger } from './ledger.ts'
import { anUpload } from './testing/records.ts'
import { workerUrl } from './testing/worker-url.ts'

let folder: string

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'remotejob-ended-'))
})
afterEach(() => rm(folder, { recursive: true }))

it.each([
  ['throws', `throw new Error('out of memory')`],
  ['exits', 'process.exit(3)'],
])('reports a thread that %s, and rejects pending calls', async (_how, end) => {
  const script = join(folder, 'worker.mjs')
  const source = [
    `import { parentPort } from 'node:worker_threads'`,
    // After an error in one listener, the next one still gets the event, and would reply.
    `parentPort.addEventListener('message', (event) => {`,
    `  if (event.data.writes.length === 0) return`,
    `  event.stopImmediatePropagation()`,
    `  ${end}`,
    `})`,
    // Imported last, so that its own listener comes second.
    `await import(${JSON.stringify(workerUrl.href)})`,
  ]
  await writeFile(script, source.join('\n'))
  const onEnded = vi.fn<(error: unknown) => void>()
  const { ledger } = await Ledger.open(join(folder, 'ledger.sqlite'), {
    workerUrl: pathToFileURL(script),
    onEnded,
  })
  await expect(ledger.transfers.uploads.plan(anUpload('a'))).rejects.toMatchObject({ code: 'INTERNAL' })
  expect(onEnded).toHaveBeenCalledOnce()
  await expect(ledger.transfers.uploads.plan(anUpload('b'))).rejects.toMatchObject({ code: 'INTERNAL' })
})

it('does not report a closed ledger', async () => {
  const onEnded = vi.fn<(error: unknown) => void>()
  const { ledger } = await Ledger.open(join(folder, 'ledger.sqlite'), { workerUrl, onEnded })
  await ledger.close()
  expect(onEnded).not.toHaveBeenCalled()
})

import { writeSync } from 'node:fs'
import { randomUUID } from 'node:crypto'
import { Ledger } from '../ledger.ts'
import { aClaim, aMultipart, anUpload } from './records.ts'
import { workerUrl } from './worker-url.ts'

// Prints a line before and after each step, so that the test knows what must be on disk.
const print = (line: string): void => {
  writeSync(1, `${line}\n`)
}

const { ledger } = await Ledger.open(process.argv[2] ?? '', { workerUrl })

async function step(id: string, name: string, write: () => Promise<void>): Promise<void> {
  print(`started ${id} ${name}`)
  await write()
  print(`written ${id} ${name}`)
}

async function uploadForever(): Promise<never> {
  const { uploads, multipart } = ledger.transfers
  for (;;) {
    const id = randomUUID()
    await step(id, 'planned', () => uploads.plan(anUpload(id)))
    await multipart.begin(aMultipart(`u-${id}`, id))
    multipart.part(`u-${id}`, { number: 1, size: 8, etag: 'e', crc32: null })
    await step(id, 'stored', () => uploads.advance(id, 'stored'))
    await multipart.end(`u-${id}`)
    await step(id, 'ended', () => uploads.advance(id, 'sent', { jobId: `m-${id}` }))
  }
}

async function claimForever(): Promise<never> {
  const { claims } = ledger
  for (;;) {
    const id = randomUUID()
    await step(id, 'held', () => claims.hold(aClaim(id)))
    claims.renew(new Map([[id, 60_000]]))
    await step(id, 'ended', () => claims.finish(id, 'acknowledged', 5))
  }
}

await Promise.all([...Array.from({ length: 8 }, uploadForever), ...Array.from({ length: 4 }, claimForever)])

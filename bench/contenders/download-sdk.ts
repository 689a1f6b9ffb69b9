import { open as openFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import { GetObjectCommand, HeadObjectCommand } from '@aws-sdk/client-s3'
import type { Contender, ContenderInput } from '../runner/contender.ts'
import { pool } from '../clients/pool.ts'
import { openSdk } from '../clients/sdk.ts'

const rangeBytes = 8 * 1_048_576

/** Reads ranges of 8 MiB with the bare SDK, `parallel` at a time, and writes them to a file. */
export async function open(input: ContenderInput): Promise<Contender> {
  const { s3, bucket, close } = await openSdk(input)
  const object = { Bucket: bucket, Key: 'seeded' }
  const path = join(input.folder, `sdk-${process.pid}`)
  return {
    prepare: () => rm(path, { force: true }),
    async run() {
      const { ContentLength: size = 0 } = await s3.send(new HeadObjectCommand(object))
      const file = await openFile(path, 'w')
      try {
        const offsets = Array.from({ length: Math.ceil(size / rangeBytes) }, (_, index) => index * rangeBytes)
        await pool(offsets, input.parallel, async (offset) => {
          const Range = `bytes=${offset}-${Math.min(offset + rangeBytes, size) - 1}`
          const { Body } = await s3.send(new GetObjectCommand({ ...object, Range }))
          let position = offset
          for await (const chunk of Body as Readable as AsyncIterable<Buffer>) {
            await file.write(chunk, 0, chunk.length, position)
            position += chunk.length
          }
        })
      } finally {
        await file.close()
      }
    },
    async close() {
      await rm(path, { force: true })
      close()
    },
  }
}

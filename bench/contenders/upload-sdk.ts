import { open as openFile } from 'node:fs/promises'
import { join } from 'node:path'
import {
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  UploadPartCommand,
} from '@aws-sdk/client-s3'
import type { Contender, ContenderInput } from '../runner/contender.ts'
import { pool } from '../clients/pool.ts'
import { openSdk } from '../clients/sdk.ts'

const partBytes = 8 * 1_048_576

/** Uploads parts of 8 MiB with the bare SDK, `parallel` at a time. */
export async function open(input: ContenderInput): Promise<Contender> {
  const { s3, bucket, close } = await openSdk(input)
  const object = { Bucket: bucket, Key: 'sdk-parts' }
  return {
    async run() {
      const file = await openFile(join(input.folder, 'large'))
      try {
        const { size } = await file.stat()
        const { UploadId } = await s3.send(new CreateMultipartUploadCommand(object))
        const offsets = Array.from({ length: Math.ceil(size / partBytes) }, (_, index) => index * partBytes)
        const Parts: { ETag?: string; PartNumber: number }[] = []
        await pool(offsets, input.parallel, async (offset, index) => {
          const Body = Buffer.allocUnsafe(Math.min(partBytes, size - offset))
          await file.read(Body, 0, Body.length, offset)
          const PartNumber = index + 1
          const { ETag = '' } = await s3.send(
            new UploadPartCommand({ ...object, UploadId, PartNumber, Body }),
          )
          Parts[index] = { ETag, PartNumber }
        })
        await s3.send(new CompleteMultipartUploadCommand({ ...object, UploadId, MultipartUpload: { Parts } }))
      } finally {
        await file.close()
      }
    },
    close: () => Promise.resolve(close()),
  }
}

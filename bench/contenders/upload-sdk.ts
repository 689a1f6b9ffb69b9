import { open as openFile } from 'node:fs/promises'
import { join } from 'node:path'
import {
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  UploadPartCommand,
} from '@aws-sdk/client-s3'
import type { Side, SideInput } from '../runner/contender.ts'
import { pool } from '../clients/pool.ts'
import { openSdk } from '../clients/sdk.ts'

const partBytes = 8 * 1_048_576

/** Parts of 8 MiB by the bare SDK, so many at once. */
export async function open(input: SideInput): Promise<Side> {
  const { s3, bucket, close } = await openSdk(input)
  const at = { Bucket: bucket, Key: 'sdk-parts' }
  return {
    async run() {
      const file = await openFile(join(input.folder, 'large'))
      try {
        const { size } = await file.stat()
        const { UploadId } = await s3.send(new CreateMultipartUploadCommand(at))
        const offsets = Array.from({ length: Math.ceil(size / partBytes) }, (_, index) => index * partBytes)
        const Parts: { ETag?: string; PartNumber: number }[] = []
        await pool(offsets, input.parallel, async (offset, index) => {
          const Body = Buffer.allocUnsafe(Math.min(partBytes, size - offset))
          await file.read(Body, 0, Body.length, offset)
          const PartNumber = index + 1
          const { ETag = '' } = await s3.send(new UploadPartCommand({ ...at, UploadId, PartNumber, Body }))
          Parts[index] = { ETag, PartNumber }
        })
        await s3.send(new CompleteMultipartUploadCommand({ ...at, UploadId, MultipartUpload: { Parts } }))
      } finally {
        await file.close()
      }
    },
    close: () => Promise.resolve(close()),
  }
}

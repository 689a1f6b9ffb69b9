import { createReadStream } from 'node:fs'
import { join } from 'node:path'
import type { S3Client } from '@aws-sdk/client-s3'
import type { Side, SideInput } from '../runner/contender.ts'
import { peer } from '../clients/bench-package.ts'
import { openSdk } from '../clients/sdk.ts'

interface LibStorage {
  readonly Upload: new (options: {
    readonly client: S3Client
    readonly params: { readonly Bucket: string; readonly Key: string; readonly Body: unknown }
  }) => { done(): Promise<unknown> }
}

/** `Upload` of `@aws-sdk/lib-storage` as it comes. */
export async function open(input: SideInput): Promise<Side> {
  const { Upload } = await peer<LibStorage>('@aws-sdk/lib-storage')
  const { s3, bucket, close } = await openSdk(input)
  return {
    async run() {
      const Body = createReadStream(join(input.folder, 'large'))
      await new Upload({ client: s3, params: { Bucket: bucket, Key: 'lib-storage', Body } }).done()
    },
    close: () => Promise.resolve(close()),
  }
}

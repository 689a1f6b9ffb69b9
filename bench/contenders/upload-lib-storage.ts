import { createReadStream } from 'node:fs'
import { join } from 'node:path'
import type { S3Client } from '@aws-sdk/client-s3'
import type { Contender, ContenderInput } from '../runner/contender.ts'
import { importBenchPackage } from '../clients/bench-package.ts'
import { openSdk } from '../clients/sdk.ts'

interface LibStorage {
  readonly Upload: new (options: {
    readonly client: S3Client
    readonly params: { readonly Bucket: string; readonly Key: string; readonly Body: unknown }
  }) => { done(): Promise<unknown> }
}

/** `Upload` of `@aws-sdk/lib-storage` with its defaults. */
export async function open(input: ContenderInput): Promise<Contender> {
  const { Upload } = await importBenchPackage<LibStorage>('@aws-sdk/lib-storage')
  const { s3, bucket, close } = await openSdk(input)
  return {
    async run() {
      const Body = createReadStream(join(input.folder, 'large'))
      await new Upload({ client: s3, params: { Bucket: bucket, Key: 'lib-storage', Body } }).done()
    },
    close: () => Promise.resolve(close()),
  }
}

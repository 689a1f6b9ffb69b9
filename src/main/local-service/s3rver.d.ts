/** What is used of the package, which ships no types. */
declare module '@20minutes/s3rver' {
  import type { IncomingMessage, ServerResponse } from 'node:http'
  import type FilesystemStore from '@20minutes/s3rver/lib/stores/filesystem.js'

  interface Options {
    readonly directory: string
    readonly silent: boolean
    readonly vhostBuckets: boolean
    readonly allowMismatchedSignatures: boolean
  }

  export default class S3rver {
    constructor(options: Options)
    store: FilesystemStore
    readonly context: { store: FilesystemStore }
    callback(): (request: IncomingMessage, response: ServerResponse) => Promise<void>
  }
}

declare module '@20minutes/s3rver/lib/stores/filesystem.js' {
  export default class FilesystemStore {
    constructor(rootDirectory: string)
    readonly rootDirectory: string
    putContent(path: string, content: Buffer | AsyncIterable<Buffer>): Promise<[size: number, md5: string]>
    putMetadata(bucket: string, key: string, metadata: unknown, md5?: string): Promise<void>
  }
}

declare module '@20minutes/s3rver/lib/models/account.js' {
  export default class AWSAccount {
    constructor(id: string, displayName: string)
    static readonly DUMMY_ACCOUNT: AWSAccount
    createKeyPair(accessKeyId: string, secretAccessKey: string): void
    revokeAccessKey(accessKeyId: string): void
  }
}

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
    static decodeKeyPath(path: string): string
    constructor(rootDirectory: string)
    readonly rootDirectory: string
    getBucketPath(bucket: string): string
    getResourcePath(bucket: string, key: string, resource: string): string
    putBucket(bucket: string): Promise<object | null>
    getObject(bucket: string, key: string): Promise<object | null>
    getBucket(bucket: string): Promise<object | null>
    getMetadata(
      bucket: string,
      key: string,
    ): Promise<{ etag: string; 'last-modified': string; 'content-length': number } & Record<string, string>>
    putContent(path: string, content: Buffer | AsyncIterable<Buffer>): Promise<[size: number, md5: string]>
    putObject(object: {
      readonly bucket: string
      readonly key: string
      readonly content: Buffer | AsyncIterable<Buffer>
      readonly metadata: Readonly<Record<string, string>>
    }): Promise<{ size: number; md5: string }>
    putMetadata(
      bucket: string,
      key: string,
      metadata: Readonly<Record<string, string>>,
      md5?: string,
    ): Promise<void>
    putObjectMultipart(
      bucket: string,
      uploadId: string,
      parts: readonly { number: number }[],
    ): Promise<{ md5: string }>
    deleteObject(bucket: string, key: string): Promise<void>
  }
}

declare module '@20minutes/s3rver/lib/models/error.js' {
  export default class S3Error extends Error {
    constructor(code: string, message: string)
  }
}

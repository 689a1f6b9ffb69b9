import type { Readable } from 'node:stream'
import {
  CopyObjectCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  type HeadObjectCommandOutput,
} from '@aws-sdk/client-s3'
import type { AwsErrorContext } from '../../errors/aws-error-info.ts'
import type { EngineClients } from '../transport/clients.ts'
import type { ObjectDetail, ObjectsPage } from '../../../../shared/files/objects.ts'
import { EngineError } from '../../errors/engine-error.ts'
import { isEncrypted, plainMd5, type EtagInfo } from '../../checksums/etag.ts'
import { decodeMetadata } from '../../protocol/object-metadata.ts'
import { isBodilessError } from './bodiless-error.ts'
import type { ObjectHeaders } from './object-headers.ts'
import type { ByteRange, Payload, PayloadInfo } from './object-source.ts'
import { getRangeFast } from './get-range-fast.ts'
import { cutPage, nextCursor, pageStart } from './list-page.ts'
import { payloadStream } from './payload-stream.ts'
import type { TransferThreads } from '../threads/transfer-threads.ts'
import type { CallOptions, SendOptions } from '../transport/aws-call.ts'
import { callS3, type RegionalClients } from './s3-call.ts'
import { unconfirmedObject } from './unconfirmed-object.ts'

/** `range` defaults to the whole object. `ifMatch` is the ETag that the object must still have. */
export type ReadOptions = CallOptions & {
  /** Lets a transfer thread receive the range, as a `ThreadBody`. Default: the main thread. */
  readonly threads?: TransferThreads | undefined
  readonly range?: ByteRange | null
  readonly ifMatch?: string | null
}

/** Limits which objects to list: those from `cursor` on, with `prefix`, after the key `after`. */
export type ListOptions = CallOptions & {
  readonly cursor?: string | null
  /** From 1 to 1,000 objects. Default: 200. */
  readonly limit?: number
  readonly prefix?: string
  readonly after?: string
}

/** The target of a copy. */
export type CopyTarget = ObjectHeaders & { readonly bucket: string; readonly key: string }

export type { Payload } from './object-source.ts'
export type { CallOptions } from '../transport/aws-call.ts'

/** S3 calls that read, list, copy and remove objects, one per method. They throw the errors of `fromAwsError`. */
export class S3Objects {
  readonly #clients: RegionalClients & Pick<EngineClients, 'capabilities'>

  constructor(clients: RegionalClients & Pick<EngineClients, 'capabilities'>) {
    this.#clients = clients
  }

  /** True if the server supports ranges, `null` until known. */
  get supportsRanges(): boolean | null {
    return this.#clients.capabilities.supportsRanges
  }

  /** True if the ETags of parts are MD5s, `null` until known. */
  get partEtagsAreMd5(): boolean | null {
    return this.#clients.capabilities.etags.parts
  }

  /**
   * Opens an object for reading. A server that does not support ranges sends the whole object, with a `range`
   * of `null`.
   *
   * @throws EngineError `OBJECT_NOT_FOUND`; `OBJECT_CHANGED` if its ETag is no longer `ifMatch`.
   */
  async get(bucket: string, key: string, options: ReadOptions = {}): Promise<Payload> {
    const context = { ...this.#context('Reading the payload', bucket, key), mayBeMissing: true }
    const { range, ifMatch, threads } = options
    const { capabilities } = this.#clients
    const whole = { Bucket: bucket, Key: key }
    const request = {
      ...whole,
      ...(range && { Range: `bytes=${range.first}-${range.last}` }),
      ...(ifMatch && { IfMatch: ifMatch }),
    }
    const fast =
      range && threads
        ? await getRangeFast(
            this.#clients,
            { bucket, key },
            { range, ifMatch: ifMatch ?? null, threads },
            options,
          )
        : null
    const response =
      fast ??
      (await callS3(this.#clients, context, options, async (send, { s3 }) => {
        try {
          const sent: SendOptions = {
            ...send,
            ...(range && threads && { threaded: { threads, body: null } }),
          }
          return await s3.send(new GetObjectCommand(request), sent)
        } catch (error) {
          const status = statusOf(error)
          if (status === 412) throw new EngineError('OBJECT_CHANGED', undefined, { cause: error })
          if (!range || (status !== 416 && status !== 501)) throw error
          return s3.send(new GetObjectCommand(whole), send)
        }
      }))
    const received = parseContentRange(response.ContentRange)
    if (range) capabilities.noteRangeResponse(received !== null)
    return {
      ...this.#infoOf(response, received?.size),
      ...(received && { crc32: null }),
      isSized: received !== null || response.ContentLength !== undefined,
      range: received && { first: received.first, last: received.last },
      stream: payloadStream(response.Body as Readable, context, options.signal),
    }
  }

  /** Returns an object's size, headers and checksums. @throws EngineError `OBJECT_NOT_FOUND`. */
  async describe(bucket: string, key: string, options: CallOptions = {}): Promise<PayloadInfo> {
    return this.#infoOf(await this.#head(bucket, key, options))
  }

  /** Returns an object's details for the window. @throws EngineError `OBJECT_NOT_FOUND`. */
  async head(bucket: string, key: string, options: CallOptions = {}): Promise<ObjectDetail> {
    const response = await this.#head(bucket, key, options)
    const { size, contentType, fields } = this.#infoOf(response)
    return { key, size, contentType, modifiedAt: response.LastModified?.getTime() ?? null, fields }
  }

  /**
   * Copies an object of up to 5 GiB inside S3, with new headers.
   *
   * @throws EngineError `OBJECT_NOT_FOUND`, and `SERVICE` for a server that cannot copy or does not confirm the copy.
   */
  async copy(
    from: { readonly bucket: string; readonly key: string },
    to: CopyTarget,
    options: CallOptions = {},
  ): Promise<void> {
    const context = { ...this.#context('Copying the payload', to.bucket, from.key), mayBeMissing: true }
    const { CopyObjectResult: copied } = await callS3(this.#clients, context, options, (send, { s3 }) =>
      s3.send(
        new CopyObjectCommand({
          Bucket: to.bucket,
          Key: to.key,
          CopySource: `${from.bucket}/${from.key.split('/').map(encodeURIComponent).join('/')}`,
          MetadataDirective: 'REPLACE',
          Metadata: { ...to.metadata },
          ...(to.contentType !== null && { ContentType: to.contentType }),
        }),
        send,
      ),
    )
    if (!copied?.ETag && !copied?.LastModified) throw unconfirmedObject('Copying the payload')
  }

  /** Removes an object. A missing one is not an error. */
  async remove(bucket: string, key: string, options: CallOptions = {}): Promise<void> {
    const context = this.#context('Removing the payload', bucket, key)
    await callS3(this.#clients, context, options, (send, { s3 }) =>
      s3.send(new DeleteObjectCommand({ Bucket: bucket, Key: key }), send),
    )
  }

  /** Returns one page of a bucket's objects, sorted by key. */
  async listPage(bucket: string, options: ListOptions = {}): Promise<ObjectsPage> {
    const { cursor, limit = 200, prefix = '', after = '' } = options
    const context = this.#context('Listing the payloads', bucket)
    const response = await callS3(this.#clients, context, options, (send, { s3 }) =>
      s3.send(
        new ListObjectsV2Command({
          Bucket: bucket,
          MaxKeys: limit,
          // XML cannot represent every character of a key.
          EncodingType: 'url',
          ...(prefix !== '' && { Prefix: prefix }),
          ...(after !== '' && { StartAfter: after }),
          ...pageStart(cursor),
        }),
        send,
      ),
    )
    const keyOf = (key: string): string => (response.EncodingType === 'url' ? decodeKey(key) : key)
    const objects = (response.Contents ?? []).flatMap(({ Key, Size, LastModified }) =>
      Key === undefined
        ? []
        : [{ key: keyOf(Key), size: sizeFrom(Size), modifiedAt: LastModified?.getTime() ?? null }],
    )
    const { IsTruncated, NextContinuationToken } = response
    const next = nextCursor(IsTruncated, NextContinuationToken, objects.at(-1)?.key)
    return { bucket, ...cutPage({ objects, next }, limit, cursor) }
  }

  #head(bucket: string, key: string, options: CallOptions): Promise<HeadObjectCommandOutput> {
    const object = { Bucket: bucket, Key: key }
    const context = {
      ...this.#context('Checking the payload', bucket, key),
      mayBeMissing: true,
      isHead: true,
    }
    return callS3(this.#clients, context, options, async (send, { s3 }) => {
      try {
        return await s3.send(new HeadObjectCommand({ ...object, ChecksumMode: 'ENABLED' }), send)
      } catch (error) {
        if (!isBodilessError(error)) throw error
        // The response to a HEAD has no body. The same request as a GET returns the reason.
        const response = await s3.send(new GetObjectCommand({ ...object, Range: 'bytes=0-0' }), send)
        ;(response.Body as Readable | undefined)?.destroy()
        throw error
      }
    })
  }

  /** Records whether the ETag of an object of this size is its MD5. */
  noteEtag(isMd5: boolean, size: number): void {
    this.#clients.capabilities.etags.noteRead(isMd5, size)
  }

  /** `wholeSize` is the size of the object, if the response is a range of it. */
  #infoOf(response: ObjectResponse, wholeSize = response.ContentLength): PayloadInfo {
    const { ChecksumCRC32: crc32, ChecksumType: type } = response
    const isMd5 = this.#clients.capabilities.etags.ofRead(wholeSize)
    return {
      size: wholeSize ?? 0,
      contentType: response.ContentType ?? null,
      etag: response.ETag ?? null,
      fields: decodeMetadata(response.Metadata),
      md5: isMd5 === false ? null : plainMd5(response),
      isMd5Certain: isMd5 === true && !isEncrypted(response),
      crc32: crc32 && type !== 'COMPOSITE' && !crc32.includes('-') ? crc32 : null,
    }
  }

  #context(what: string, bucket: string, key?: string): AwsErrorContext & { readonly bucket: string } {
    return { what, bucket, ...(key !== undefined && { key }) }
  }
}

/** Returns a size reported by a server, or 0 if it is not valid. */
function sizeFrom(size: number | undefined): number {
  return size !== undefined && Number.isSafeInteger(size) && size >= 0 ? size : 0
}

function statusOf(error: unknown): number | undefined {
  return (error as { readonly $metadata?: { readonly httpStatusCode?: number } }).$metadata?.httpStatusCode
}

type ObjectResponse = Pick<
  HeadObjectCommandOutput,
  'ContentLength' | 'ContentType' | 'Metadata' | 'ChecksumCRC32' | 'ChecksumType'
> &
  EtagInfo

function parseContentRange(header: string | undefined): (ByteRange & { readonly size: number }) | null {
  const [, first, last, size] = /^bytes (\d+)-(\d+)\/(\d+)$/.exec(header ?? '') ?? []
  return size === undefined ? null : { first: Number(first), last: Number(last), size: Number(size) }
}

function decodeKey(key: string): string {
  try {
    return decodeURIComponent(key.replaceAll('+', ' '))
  } catch {
    return key
  }
}

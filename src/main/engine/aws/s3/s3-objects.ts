import type { Readable } from 'node:stream'
import {
  CreateBucketCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  HeadBucketCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  type BucketLocationConstraint,
  type HeadObjectCommandOutput,
  type S3Client,
} from '@aws-sdk/client-s3'
import type { ObjectDetail, ObjectsPage } from '../../../../shared/objects.ts'
import { EngineError } from '../../errors/engine-error.ts'
import { plainMd5, type EtagFacts } from '../../checksums/etag.ts'
import { decodeMetadata } from '../../protocol/object-metadata.ts'
import type { ByteRange, Payload, PayloadFacts } from './object-source.ts'
import { payloadStream } from './payload-stream.ts'
import { callAws, type CallOptions } from '../transport/aws-call.ts'

/** What of an object is read. `range`: default all; `ifMatch`: only while its ETag is this one. */
export type ReadOptions = CallOptions & {
  readonly range?: ByteRange | null
  readonly ifMatch?: string | null
}

export type { Payload } from './object-source.ts'
export type { CallOptions } from '../transport/aws-call.ts'

/** The S3 calls that read, list and remove, one a method. Every one throws what `fromAwsError` makes of a failure. */
export class S3Store {
  readonly #client: S3Client
  readonly #region: string

  constructor(client: S3Client, region: string) {
    this.#client = client
    this.#region = region
  }

  /**
   * Opens an object for reading. A server that knows no ranges sends all of it; the answer's `range` tells.
   * @throws EngineError `OBJECT_NOT_FOUND`, `OBJECT_CHANGED` where it is not `ifMatch` any more, and the rest.
   */
  async get(bucket: string, key: string, options: ReadOptions = {}): Promise<Payload> {
    const what = 'Reading the payload'
    const { range, ifMatch } = options
    const whole = { Bucket: bucket, Key: key }
    const wish = {
      ...whole,
      ...(range && { Range: `bytes=${range.first}-${range.last}` }),
      ...(ifMatch && { IfMatch: ifMatch }),
    }
    const answer = await this.#call(what, { bucket, key }, options, async (send) => {
      try {
        return await this.#client.send(new GetObjectCommand(wish), send)
      } catch (error) {
        const status = statusOf(error)
        if (status === 412) throw new EngineError('OBJECT_CHANGED', undefined, { cause: error })
        if (!range || (status !== 416 && status !== 501)) throw error
        return this.#client.send(new GetObjectCommand(whole), send)
      }
    })
    const context = { what, bucket, key, region: this.#region }
    const part = partOf(answer.ContentRange)
    const facts = factsOf(answer)
    return {
      ...facts,
      ...(part && { size: part.size, crc32: null }),
      range: part && { first: part.first, last: part.last },
      stream: payloadStream(answer.Body as Readable, context, options.signal),
    }
  }

  /** What S3 says of an object, its checksum too. @throws EngineError `OBJECT_NOT_FOUND` and the rest. */
  async describe(bucket: string, key: string, options: CallOptions = {}): Promise<PayloadFacts> {
    return factsOf(await this.#head(bucket, key, options))
  }

  /** What S3 says of an object. @throws EngineError `OBJECT_NOT_FOUND` and the rest. */
  async head(bucket: string, key: string, options: CallOptions = {}): Promise<ObjectDetail> {
    const answer = await this.#head(bucket, key, options)
    const { size, contentType, fields } = factsOf(answer)
    return { key, size, contentType, modifiedAt: answer.LastModified?.getTime() ?? null, fields }
  }

  /** Removes an object; one that is not there is removed too. */
  async remove(bucket: string, key: string, options: CallOptions = {}): Promise<void> {
    await this.#call('Removing the payload', { bucket, key }, options, (send) =>
      this.#client.send(new DeleteObjectCommand({ Bucket: bucket, Key: key }), send),
    )
  }

  /** One page of a bucket, by key. `limit`: 1 to 1,000 objects. */
  async listPage(
    bucket: string,
    options: CallOptions & { readonly cursor?: string | null; readonly limit?: number } = {},
  ): Promise<ObjectsPage> {
    const answer = await this.#call('Listing the payloads', { bucket }, options, (send) =>
      this.#client.send(
        new ListObjectsV2Command({
          Bucket: bucket,
          MaxKeys: options.limit ?? 200,
          // XML cannot carry every character that a key may have.
          EncodingType: 'url',
          ...(options.cursor && { ContinuationToken: options.cursor }),
        }),
        send,
      ),
    )
    const keyOf = (key: string): string => (answer.EncodingType === 'url' ? decodeKey(key) : key)
    return {
      bucket,
      objects: (answer.Contents ?? []).flatMap(({ Key, Size, LastModified }) =>
        Key === undefined
          ? []
          : [{ key: keyOf(Key), size: Size ?? 0, modifiedAt: LastModified?.getTime() ?? null }],
      ),
      next: (answer.IsTruncated && answer.NextContinuationToken) || null,
    }
  }

  /**
   * Whether a bucket is there: `denied` where it is but these keys may not list it, as with a bucket of
   * somebody else. Wrong keys and a wrong region throw.
   */
  async headBucket(bucket: string, options: CallOptions = {}): Promise<'exists' | 'missing' | 'denied'> {
    try {
      await this.#call('Looking for the bucket', { bucket }, options, async (send) => {
        try {
          await this.#client.send(new HeadBucketCommand({ Bucket: bucket }), send)
        } catch (error) {
          if (!isMuteAnswer(error)) throw error
          await this.#client.send(new ListObjectsV2Command({ Bucket: bucket, MaxKeys: 1 }), send)
        }
      })
      return 'exists'
    } catch (error) {
      if (error instanceof EngineError && error.code === 'BUCKET_NOT_FOUND') return 'missing'
      if (error instanceof EngineError && error.code === 'ACCESS_DENIED') return 'denied'
      throw error
    }
  }

  /**
   * Creates a bucket in the client's region. One that is the caller's own already is success.
   * @throws EngineError `BUCKET_FOREIGN` when somebody else has the name.
   */
  async createBucket(bucket: string, options: CallOptions = {}): Promise<void> {
    const region = this.#region
    await this.#call('Creating the bucket', { bucket }, options, async (send) => {
      try {
        await this.#client.send(
          new CreateBucketCommand({
            Bucket: bucket,
            // us-east-1 refuses to be named here, every other region insists on it.
            ...(region !== 'us-east-1' && {
              CreateBucketConfiguration: { LocationConstraint: region as BucketLocationConstraint },
            }),
          }),
          send,
        )
      } catch (error) {
        if ((error as { readonly name?: unknown }).name !== 'BucketAlreadyOwnedByYou') throw error
      }
    })
  }

  #head(bucket: string, key: string, options: CallOptions): Promise<HeadObjectCommandOutput> {
    const place = { Bucket: bucket, Key: key }
    return this.#call('Looking at the payload', { bucket, key }, options, async (send) => {
      try {
        return await this.#client.send(new HeadObjectCommand({ ...place, ChecksumMode: 'ENABLED' }), send)
      } catch (error) {
        if (!isMuteAnswer(error)) throw error
        // The answer to a HEAD has no body, so only the same question as a GET tells the reason.
        const reason = await this.#client.send(new GetObjectCommand({ ...place, Range: 'bytes=0-0' }), send)
        ;(reason.Body as Readable | undefined)?.destroy()
        throw error
      }
    })
  }

  #call<T>(
    what: string,
    place: { readonly bucket: string; readonly key?: string },
    options: CallOptions,
    run: (send: { abortSignal?: AbortSignal }) => Promise<T>,
  ): Promise<T> {
    return callAws({ what, ...place, region: this.#region }, options, run)
  }
}

/** A refusal of a HEAD whose reason S3 could not tell, because such an answer has no body. */
function isMuteAnswer(error: unknown): boolean {
  const status = statusOf(error)
  return status !== undefined && status >= 300 && status < 500 && status !== 404
}

function statusOf(error: unknown): number | undefined {
  return (error as { readonly $metadata?: { readonly httpStatusCode?: number } }).$metadata?.httpStatusCode
}

type ObjectAnswer = Pick<
  HeadObjectCommandOutput,
  'ContentLength' | 'ContentType' | 'Metadata' | 'ChecksumCRC32' | 'ChecksumType'
> &
  EtagFacts

function factsOf(answer: ObjectAnswer): PayloadFacts {
  const { ChecksumCRC32: crc32, ChecksumType: type } = answer
  return {
    size: answer.ContentLength ?? 0,
    contentType: answer.ContentType ?? null,
    etag: answer.ETag ?? null,
    fields: decodeMetadata(answer.Metadata),
    md5: plainMd5(answer),
    crc32: crc32 && type !== 'COMPOSITE' && !crc32.includes('-') ? crc32 : null,
  }
}

function partOf(header: string | undefined): (ByteRange & { readonly size: number }) | null {
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

import type { Readable } from 'node:stream'
import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  type CompleteMultipartUploadCommandOutput,
  CreateMultipartUploadCommand,
  ListPartsCommand,
  PutObjectCommand,
  UploadPartCommand,
  type ListPartsCommandOutput,
} from '@aws-sdk/client-s3'
import type { EngineClients } from '../transport/clients.ts'
import { awsErrorInfo, type AwsErrorContext } from '../../errors/aws-error-info.ts'
import { EngineError } from '../../errors/engine-error.ts'
import { isAccepted } from '../middleware/read-response.ts'
import { unconfirmedObject } from './unconfirmed-object.ts'
import { compareStored, holdsBytes, verifyStored } from './verify-stored.ts'
import { commandHeaders, type ObjectHeaders } from './object-headers.ts'
import { putObjectFast } from './put-object-fast.ts'
import type { TransferThreads } from '../threads/transfer-threads.ts'
import type { CallOptions, SendOptions } from '../transport/aws-call.ts'
import { callS3 } from './s3-call.ts'
import type { OpenUpload } from './open-upload.ts'
import { sendPartFast } from './send-part-fast.ts'
import { isUnsupported } from '../transport/server-capabilities.ts'
import { placeholderFor, type FileBody } from '../transport/file-body.ts'
import { sendPaced, type PacedBody } from '../transport/paced-body.ts'
import type { UploadedPart } from './uploaded-part.ts'

/** A part as listed by the server. */
export type ListedPart = { readonly etag: string; readonly size: number; readonly crc32: string | null }

const maxPages = 100
/** S3's maximum number of parts. */
const maxParts = 10_000
/** Twice the size of a list of 1,000 parts. */
const maxListBytes = 1_048_576

/** S3 calls that send payloads, one per method. They throw the errors of `fromAwsError`. */
export class S3Uploads {
  readonly #clients: EngineClients

  constructor(clients: EngineClients) {
    this.#clients = clients
  }

  /** Stores an object in one request. @throws EngineError `CHECKSUM_MISMATCH` if S3 received different bytes. */
  async put(
    bucket: string,
    key: string,
    request: ObjectHeaders & { readonly body: PacedBody },
    options: CallOptions = {},
  ): Promise<void> {
    const { body } = request
    const { capabilities } = this.#clients
    const context = this.#context('Storing the payload', { bucket, key })
    const stored = await putObjectFast(this.#clients, bucket, key, request, options)
    if (stored !== null) return verifyStored(this.#clients, { bucket, key }, stored, body, options)
    const response = await callS3(this.#clients, context, options, (_, { s3 }) =>
      capabilities.withIntegrity((integrity) => {
        const command = new PutObjectCommand({
          Bucket: bucket,
          Key: key,
          Body: body.bytes,
          ContentLength: body.bytes.byteLength,
          ...commandHeaders(request),
          ...(integrity.crc32 && { ChecksumCRC32: body.crc32 }),
        })
        return sendPaced(body, integrity, options.signal, (abortSignal) => s3.send(command, { abortSignal }))
      }),
    )
    await verifyStored(this.#clients, { bucket, key }, response, body, options)
  }

  /** Starts a multipart upload with the strongest checksums that the server supports. Returns its id. */
  async begin(
    bucket: string,
    key: string,
    headers: ObjectHeaders,
    options: CallOptions = {},
  ): Promise<string> {
    const { capabilities } = this.#clients
    const plain = { Bucket: bucket, Key: key, ...commandHeaders(headers) }
    const context = this.#context('Starting the upload', { bucket, key })
    const response = await callS3(this.#clients, context, options, (send, { s3 }) =>
      capabilities.withIntegrity(async ({ crc32 }) => {
        if (!crc32) return s3.send(new CreateMultipartUploadCommand(plain), send)
        const withCrc32 = { ...plain, ChecksumAlgorithm: 'CRC32' } as const
        if (capabilities.supportsFullObjectCrc32 === false)
          return s3.send(new CreateMultipartUploadCommand(withCrc32), send)
        try {
          return await s3.send(
            new CreateMultipartUploadCommand({ ...withCrc32, ChecksumType: 'FULL_OBJECT' }),
            send,
          )
        } catch (error) {
          if (capabilities.supportsFullObjectCrc32 === true || !isUnsupported(error)) throw error
          return s3.send(new CreateMultipartUploadCommand(withCrc32), send)
        }
      }),
    )
    if (response.ChecksumType ?? response.ChecksumAlgorithm) {
      capabilities.supportsFullObjectCrc32 = response.ChecksumType === 'FULL_OBJECT'
    }
    if (!response.UploadId)
      throw new EngineError('SERVICE', 'The server returned no upload ID.', { retryable: false })
    return response.UploadId
  }

  /**
   * Sends one part. Calls `onDoubt` if the ETag is not the part's MD5 and it is unknown whether it should be.
   * Without `onDoubt`, this throws.
   *
   * @throws EngineError `CHECKSUM_MISMATCH` if S3 received different bytes; `BodyNotInMemoryError` if the
   * part is in a file but has to be sent from memory.
   */
  async sendPart(
    upload: OpenUpload,
    number: number,
    body: PacedBody | FileBody,
    options: CallOptions & {
      readonly onDoubt?: (() => void) | undefined
      /** Lets a transfer thread send the part, in shared memory or in a file. Default: the main thread. */
      readonly threads?: TransferThreads | undefined
    } = {},
  ): Promise<UploadedPart> {
    const { capabilities } = this.#clients
    const size = 'part' in body ? body.part.bytes : body.bytes.byteLength
    const { returnsPartCrc32 } = capabilities
    const sent = 'part' in body && returnsPartCrc32 ? { ...body, part: { ...body.part, crc32: null } } : body
    const context = this.#context('Storing the payload', upload)
    const { threads, signal } = options
    const fast =
      'part' in sent && threads
        ? await sendPartFast(this.#clients, upload, number, sent, { threads, signal })
        : null
    const { response, crc32 } =
      fast !== null
        ? { response: fast, crc32: body.crc32 }
        : await callS3(this.#clients, context, options, (_, { s3 }) =>
            capabilities.withIntegrity(async (integrity) => {
              const send = (Body: Uint8Array, abortSignal: AbortSignal | undefined) => {
                const command = new UploadPartCommand({
                  ...requestOf(upload),
                  PartNumber: number,
                  Body,
                  ContentLength: size,
                  ...(integrity.crc32 && { ChecksumCRC32: body.crc32 }),
                })
                const threaded = threads && { threaded: { threads, body: sent } }
                return s3.send(command, {
                  ...(abortSignal && { abortSignal }),
                  ...threaded,
                } satisfies SendOptions)
              }
              const response = await ('part' in body
                ? send(placeholderFor(integrity), signal)
                : sendPaced(body, integrity, signal, (abortSignal) => send(body.bytes, abortSignal)))
              return { response: response, crc32: integrity.crc32 ? body.crc32 : null }
            }),
          )
    const isUnchecked = sent !== body && !response.ChecksumCRC32
    capabilities.returnsPartCrc32 = response.ChecksumCRC32 !== undefined
    if (isUnchecked) throw new EngineError('CHECKSUM_MISMATCH')
    const outcome = await compareStored(capabilities, 'parts', response, body)
    if (outcome === 'doubtful' && options.onDoubt) options.onDoubt()
    else if (outcome !== 'same') throw new EngineError('CHECKSUM_MISMATCH')
    if (!response.ETag) {
      throw new EngineError('SERVICE', 'The server returned no ETag for a part.', { retryable: false })
    }
    return { number, size, etag: response.ETag, crc32 }
  }

  /**
   * Lists the parts that the server has. Returns `null` if the server does not support ListParts.
   *
   * @throws EngineError `OBJECT_NOT_FOUND`, caused by `NoSuchUpload`, if the upload does not exist.
   */
  async listParts(upload: OpenUpload, options: CallOptions = {}): Promise<Map<number, ListedPart> | null> {
    const { capabilities } = this.#clients
    if (capabilities.supportsListParts === false) return null
    const parts = new Map<number, ListedPart>()
    let marker: string | undefined
    for (let page = 0; page < maxPages; page += 1) {
      const context = this.#context('Listing the parts', upload)
      const response = await callS3(this.#clients, context, options, async (send, { s3 }) => {
        const command = new ListPartsCommand({
          ...requestOf(upload),
          ...(marker && { PartNumberMarker: marker }),
        })
        refuseObjects(command)
        return s3.send(command, send).catch((error: unknown) => {
          if (awsErrorName(error) === 'NoSuchUpload' || !cannotListParts(error)) throw error
          return null
        })
      })
      if (response === null) {
        capabilities.supportsListParts = false
        return null
      }
      addParts(parts, response)
      const next = response.IsTruncated ? response.NextPartNumberMarker : undefined
      // Some servers return the same marker again, which would cause an endless loop.
      if (next === undefined || Number(next) <= Number(marker ?? 0)) break
      marker = next
    }
    capabilities.supportsListParts = true
    return parts
  }

  /**
   * Completes a multipart upload. `crc32Of` returns the CRC-32 of the whole object in base64. It is called
   * only if the server may check it.
   *
   * If the response does not confirm the object, the request is sent once more.
   *
   * @throws EngineError `CHECKSUM_MISMATCH` if S3 received different bytes; `SERVICE` if the second response does not
   * confirm the object either.
   */
  async complete(
    upload: OpenUpload,
    parts: readonly UploadedPart[],
    crc32Of: () => Promise<string>,
    options: CallOptions = {},
  ): Promise<void> {
    const { capabilities } = this.#clients
    const Parts = parts.map((part) => ({
      PartNumber: part.number,
      ETag: part.etag,
      ...(part.crc32 && { ChecksumCRC32: part.crc32 }),
    }))
    const plain = { ...requestOf(upload), MultipartUpload: { Parts } }
    const crc32 = capabilities.supportsFullObjectCrc32 === false ? null : await crc32Of()
    const context = this.#context('Completing the upload', upload)
    const request = () =>
      callS3(this.#clients, context, options, async (send, { completeS3: s3 }) => {
        if (crc32 === null) return s3.send(new CompleteMultipartUploadCommand(plain), send)
        const full = { ...plain, ChecksumCRC32: crc32, ChecksumType: 'FULL_OBJECT' } as const
        return s3.send(new CompleteMultipartUploadCommand(full), send).catch((error: unknown) => {
          if (capabilities.supportsFullObjectCrc32 === true || !isUnsupported(error)) throw error
          return s3.send(new CompleteMultipartUploadCommand(plain), send)
        })
      })
    const first = await request().catch(unlessAccepted)
    const response = first !== null && isConfirmation(first) ? first : await request()
    if (!isConfirmation(response)) throw unconfirmedObject('Completing the upload')
    const { ChecksumCRC32: stored, ChecksumType: type } = response
    if (crc32 !== null && type === 'FULL_OBJECT' && stored && stored !== crc32) {
      throw new EngineError('CHECKSUM_MISMATCH')
    }
  }

  /** Aborts a multipart upload, which removes its parts. A missing upload is not an error. */
  async abort(upload: OpenUpload, options: CallOptions = {}): Promise<void> {
    await callS3(this.#clients, this.#context('Aborting the upload', upload), options, (send, { s3 }) =>
      s3.send(new AbortMultipartUploadCommand(requestOf(upload)), send).catch((error: unknown) => {
        if (awsErrorName(error) !== 'NoSuchUpload') throw error
      }),
    )
  }

  /**
   * Reads back a completed object whose parts had doubtful ETags. `crc32` covers the whole object, in base64.
   *
   * @throws EngineError `CHECKSUM_MISMATCH` if S3 received different bytes.
   */
  async confirm(upload: OpenUpload, crc32: string, options: CallOptions = {}): Promise<void> {
    if (!(await holdsBytes(this.#clients, upload.bucket, upload.key, crc32, options))) {
      throw new EngineError('CHECKSUM_MISMATCH')
    }
    this.#clients.capabilities.etags.parts = false
  }

  #context(
    what: string,
    { bucket, key }: Pick<OpenUpload, 'bucket' | 'key'>,
  ): AwsErrorContext & { readonly bucket: string } {
    return { what, bucket, key }
  }
}

/** Returns the AWS name of an error, or of the error that caused it. */
export function awsErrorName(error: unknown): string {
  const cause = error instanceof EngineError ? error.cause : error
  return String((cause as { readonly name?: unknown } | undefined)?.name)
}

/** True if the error of a ListParts call means that the server, or these keys, cannot list parts at all. */
function cannotListParts(error: unknown): boolean {
  const { $metadata } = error as { readonly $metadata?: { readonly httpStatusCode?: number } }
  const status = $metadata?.httpStatusCode ?? 0
  const names = ['NoSuchKey', 'MethodNotAllowed', 'AccessDenied']
  return isUnsupported(error) || names.includes(awsErrorName(error)) || status === 200 || status === 405
}

/** Cancels the response if a server does not support ListParts and sends the whole object instead. */
function refuseObjects(command: ListPartsCommand): void {
  command.middlewareStack.add(
    (next) => async (args) => {
      const result = await next(args)
      const { headers, body } = result.response as { headers: Record<string, string>; body: Readable }
      if (Number(headers['content-length'] ?? 0) <= maxListBytes) return result
      body.destroy()
      throw Object.assign(new Error('The response is not a list of parts.'), { name: 'NotImplemented' })
    },
    { step: 'deserialize', priority: 'low', name: 'refuseObjects' },
  )
}

function addParts(parts: Map<number, ListedPart>, response: ListPartsCommandOutput): void {
  for (const { PartNumber, ETag, Size, ChecksumCRC32 } of response.Parts ?? []) {
    if (PartNumber === undefined || PartNumber > maxParts || !ETag || Size === undefined) continue
    parts.set(PartNumber, { etag: ETag, size: Size, crc32: ChecksumCRC32 ?? null })
  }
}

function requestOf({ bucket, key, uploadId }: OpenUpload): { Bucket: string; Key: string; UploadId: string } {
  return { Bucket: bucket, Key: key, UploadId: uploadId }
}

/** Rethrows the error, unless the server had accepted the request and only its response could not be read. */
function unlessAccepted(error: unknown): null {
  const { status } = awsErrorInfo(error instanceof EngineError ? error.cause : error)
  if (status === null || !isAccepted(status)) throw error
  return null
}

/** A proxy may end the response early, while S3 puts the object together. */
function isConfirmation({ ETag, Location, Key }: CompleteMultipartUploadCommandOutput): boolean {
  return Boolean(ETag ?? Location ?? Key)
}

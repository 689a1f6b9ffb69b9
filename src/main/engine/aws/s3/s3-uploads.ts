import type { Readable } from 'node:stream'
import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  ListPartsCommand,
  PutObjectCommand,
  UploadPartCommand,
  type ListPartsCommandOutput,
} from '@aws-sdk/client-s3'
import type { EngineClients } from '../transport/clients.ts'
import { EngineError } from '../../errors/engine-error.ts'
import { md5InSlices, plainMd5, type BodyAnswer } from '../../checksums/etag.ts'
import { commandHeaders, type ObjectHeaders } from './object-headers.ts'
import { putLean } from './put-object-fast.ts'
import { callAws, type CallOptions } from '../transport/aws-call.ts'
import { isUnknowing } from '../transport/server-capabilities.ts'
import { sendSliced, type SentBody } from '../transport/paced-body.ts'
import type { UploadedPart } from './uploaded-part.ts'

/** A multipart upload on the server. */
export type OpenUpload = { readonly bucket: string; readonly key: string; readonly uploadId: string }

/** A part that the server has, by its own word. */
export type ListedPart = { readonly etag: string; readonly size: number; readonly crc32: string | null }

const pageLimit = 100
/** A list of 1,000 parts takes less than half of it. */
const listBytes = 1_048_576

/** The S3 calls that send payloads, one a method. Every one throws what `fromAwsError` makes of a failure. */
export class S3Uploads {
  readonly #clients: EngineClients

  constructor(clients: EngineClients) {
    this.#clients = clients
  }

  /** Stores an object in one request. @throws EngineError `CHECKSUM_MISMATCH` where S3 has got something else. */
  async put(
    bucket: string,
    key: string,
    request: ObjectHeaders & { readonly body: SentBody },
    options: CallOptions = {},
  ): Promise<void> {
    const { body } = request
    const { s3, traits } = this.#clients
    const lean = await putLean(this.#clients, bucket, key, request, options)
    if (lean !== null) return checkAnswer(lean, body)
    const answer = await this.#call('Storing the payload', { bucket, key }, options, () =>
      traits.withProof((proof) => {
        const command = new PutObjectCommand({
          Bucket: bucket,
          Key: key,
          Body: body.bytes,
          ContentLength: body.bytes.byteLength,
          ...commandHeaders(request),
          ...(proof.crc32 && { ChecksumCRC32: body.crc32 }),
        })
        return sendSliced(body, proof, options.signal, (abortSignal) => s3.send(command, { abortSignal }))
      }),
    )
    await checkAnswer(answer, body)
  }

  /** Begins a multipart upload, with the strongest checksums that the server knows. Returns its id. */
  async begin(
    bucket: string,
    key: string,
    headers: ObjectHeaders,
    options: CallOptions = {},
  ): Promise<string> {
    const { s3, traits } = this.#clients
    const place = { Bucket: bucket, Key: key, ...commandHeaders(headers) }
    const answer = await this.#call('Beginning the upload', { bucket, key }, options, (send) =>
      traits.withProof(async ({ crc32 }) => {
        if (!crc32) return s3.send(new CreateMultipartUploadCommand(place), send)
        const some = { ...place, ChecksumAlgorithm: 'CRC32' } as const
        if (traits.fullObjectCrc32 === false) return s3.send(new CreateMultipartUploadCommand(some), send)
        try {
          return await s3.send(
            new CreateMultipartUploadCommand({ ...some, ChecksumType: 'FULL_OBJECT' }),
            send,
          )
        } catch (error) {
          if (traits.fullObjectCrc32 === true || !isUnknowing(error)) throw error
          return s3.send(new CreateMultipartUploadCommand(some), send)
        }
      }),
    )
    if (answer.ChecksumType ?? answer.ChecksumAlgorithm) {
      traits.fullObjectCrc32 = answer.ChecksumType === 'FULL_OBJECT'
    }
    if (!answer.UploadId) throw new EngineError('SERVICE', 'The server began an upload and did not name it.')
    return answer.UploadId
  }

  /** Sends one part. @throws EngineError `CHECKSUM_MISMATCH` where S3 has got something else. */
  async sendPart(
    upload: OpenUpload,
    number: number,
    body: SentBody,
    options: CallOptions = {},
  ): Promise<UploadedPart> {
    const { s3, traits } = this.#clients
    const size = body.bytes.byteLength
    const { answer, crc32 } = await this.#call('Storing the payload', upload, options, () =>
      traits.withProof(async (proof) => {
        const command = new UploadPartCommand({
          ...requestOf(upload),
          PartNumber: number,
          Body: body.bytes,
          ContentLength: size,
          ...(proof.crc32 && { ChecksumCRC32: body.crc32 }),
        })
        const sent = await sendSliced(body, proof, options.signal, (abortSignal) =>
          s3.send(command, { abortSignal }),
        )
        return { answer: sent, crc32: proof.crc32 ? body.crc32 : null }
      }),
    )
    await checkAnswer(answer, body)
    if (!answer.ETag) throw new EngineError('SERVICE', 'The server took a part and did not name it.')
    return { number, size, etag: answer.ETag, crc32 }
  }

  /**
   * The parts that the server has, or `null` from one that does not tell. @throws EngineError
   * `OBJECT_NOT_FOUND` caused by `NoSuchUpload` where it has no such upload.
   */
  async listParts(upload: OpenUpload, options: CallOptions = {}): Promise<Map<number, ListedPart> | null> {
    const { s3, traits } = this.#clients
    if (traits.listParts === false) return null
    const parts = new Map<number, ListedPart>()
    let marker: string | undefined
    for (let page = 0; page < pageLimit; page += 1) {
      const answer = await this.#call('Looking for the parts', upload, options, async (send) => {
        const command = new ListPartsCommand({
          ...requestOf(upload),
          ...(marker && { PartNumberMarker: marker }),
        })
        refuseObjects(command)
        return s3.send(command, send).catch((error: unknown) => {
          if (awsNameOf(error) === 'NoSuchUpload' || !isDeaf(error)) throw error
          return null
        })
      })
      if (answer === null) {
        traits.listParts = false
        return null
      }
      noteParts(parts, answer)
      const next = answer.IsTruncated ? answer.NextPartNumberMarker : undefined
      // A server that names the same page again would be asked for ever.
      if (next === undefined || Number(next) <= Number(marker ?? 0)) break
      marker = next
    }
    traits.listParts = true
    return parts
  }

  /**
   * Puts the parts together. `crc32Of`: the whole object's in base64, for a server that compares it.
   * @throws EngineError `CHECKSUM_MISMATCH` where S3 has got something else.
   */
  async complete(
    upload: OpenUpload,
    parts: readonly UploadedPart[],
    crc32Of: () => Promise<string>,
    options: CallOptions = {},
  ): Promise<void> {
    const { joinS3: s3, traits } = this.#clients
    const Parts = parts.map((part) => ({
      PartNumber: part.number,
      ETag: part.etag,
      ...(part.crc32 && { ChecksumCRC32: part.crc32 }),
    }))
    const plain = { ...requestOf(upload), MultipartUpload: { Parts } }
    const crc32 = traits.fullObjectCrc32 === false ? null : await crc32Of()
    const answer = await this.#call('Putting the parts together', upload, options, async (send) => {
      if (crc32 === null) return s3.send(new CompleteMultipartUploadCommand(plain), send)
      const full = { ...plain, ChecksumCRC32: crc32, ChecksumType: 'FULL_OBJECT' } as const
      return s3.send(new CompleteMultipartUploadCommand(full), send).catch((error: unknown) => {
        if (traits.fullObjectCrc32 === true || !isUnknowing(error)) throw error
        return s3.send(new CompleteMultipartUploadCommand(plain), send)
      })
    })
    const { ChecksumCRC32: stored, ChecksumType: type } = answer
    if (crc32 !== null && type === 'FULL_OBJECT' && stored && stored !== crc32) {
      throw new EngineError('CHECKSUM_MISMATCH')
    }
  }

  /** Removes a multipart upload with its parts; one that is gone already is no error. */
  async abort(upload: OpenUpload, options: CallOptions = {}): Promise<void> {
    const { s3 } = this.#clients
    await this.#call('Removing the parts', upload, options, (send) =>
      s3.send(new AbortMultipartUploadCommand(requestOf(upload)), send).catch((error: unknown) => {
        if (awsNameOf(error) !== 'NoSuchUpload') throw error
      }),
    )
  }

  #call<T>(
    what: string,
    { bucket, key }: { readonly bucket: string; readonly key: string },
    options: CallOptions,
    run: (send: { abortSignal?: AbortSignal }) => Promise<T>,
  ): Promise<T> {
    return callAws({ what, bucket, key, region: this.#clients.region }, options, run)
  }
}

/** The name that AWS gave an error, or the one that caused it. */
export function awsNameOf(error: unknown): string {
  const cause = error instanceof EngineError ? error.cause : error
  return String((cause as { readonly name?: unknown } | undefined)?.name)
}

/** Whether the answer to ListParts says more of the server, or of what these keys may ask, than of the upload. */
function isDeaf(error: unknown): boolean {
  const { $metadata } = error as { readonly $metadata?: { readonly httpStatusCode?: number } }
  const status = $metadata?.httpStatusCode ?? 0
  const deaf = ['NoSuchKey', 'MethodNotAllowed', 'AccessDenied']
  return isUnknowing(error) || deaf.includes(awsNameOf(error)) || status === 200 || status === 405
}

/** A server that knows no ListParts may take it for GetObject, and send all of the object. */
function refuseObjects(command: ListPartsCommand): void {
  command.middlewareStack.add(
    (next) => async (args) => {
      const result = await next(args)
      const { headers, body } = result.response as { headers: Record<string, string>; body: Readable }
      if (Number(headers['content-length'] ?? 0) <= listBytes) return result
      body.destroy()
      throw Object.assign(new Error('This is no list of parts.'), { name: 'NotImplemented' })
    },
    { step: 'deserialize', priority: 'low', name: 'refuseObjects' },
  )
}

function noteParts(parts: Map<number, ListedPart>, answer: ListPartsCommandOutput): void {
  for (const { PartNumber, ETag, Size, ChecksumCRC32 } of answer.Parts ?? []) {
    if (PartNumber === undefined || !ETag || Size === undefined) continue
    parts.set(PartNumber, { etag: ETag, size: Size, crc32: ChecksumCRC32 ?? null })
  }
}

function requestOf({ bucket, key, uploadId }: OpenUpload): { Bucket: string; Key: string; UploadId: string } {
  return { Bucket: bucket, Key: key, UploadId: uploadId }
}

/** What the server answered of a body's checksum, against our own. */
async function checkAnswer(answer: BodyAnswer, body: SentBody): Promise<void> {
  if (answer.ChecksumCRC32) {
    if (answer.ChecksumCRC32 !== body.crc32) throw new EngineError('CHECKSUM_MISMATCH')
    return
  }
  const md5 = plainMd5(answer)
  if (md5 !== null && md5 !== (await md5InSlices(body.bytes))) throw new EngineError('CHECKSUM_MISMATCH')
}

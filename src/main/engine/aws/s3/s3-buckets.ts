import {
  CreateBucketCommand,
  HeadBucketCommand,
  ListObjectsV2Command,
  type BucketLocationConstraint,
} from '@aws-sdk/client-s3'
import { EngineError } from '../../errors/engine-error.ts'
import { notFromS3 } from '../middleware/response-shapes.ts'
import type { CallOptions } from '../transport/aws-call.ts'
import { isBodilessError } from './bodiless-error.ts'
import { callS3, type RegionalClients } from './s3-call.ts'

/** S3 calls on buckets, one per method. They throw the errors of `fromAwsError`. */
export class S3Buckets {
  readonly #clients: RegionalClients

  constructor(clients: RegionalClients) {
    this.#clients = clients
  }

  /**
   * Checks whether a bucket exists. `denied` means that it exists, but these keys may not list it, for example
   * because it belongs to another account. Wrong keys or a wrong region cause an error.
   */
  async check(bucket: string, options: CallOptions = {}): Promise<'exists' | 'missing' | 'denied'> {
    try {
      const context = { ...checking(bucket), isHead: true }
      await callS3(this.#clients, context, options, async (send, { s3 }) => {
        try {
          await s3.send(new HeadBucketCommand({ Bucket: bucket }), send)
        } catch (error) {
          if (!isBodilessError(error) && !isUnclear(error)) throw error
          await s3.send(new ListObjectsV2Command({ Bucket: bucket, MaxKeys: 1 }), send)
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
   * Finds out a bucket's region, and whether `account` owns it. From then on, every call on the bucket goes
   * to that region and names the owner. Never throws.
   */
  async locateBucket(bucket: string, account: string | null, options: CallOptions = {}): Promise<void> {
    if (this.#clients.homes.isConfirmed(bucket)) return
    const owner = account === null ? {} : { ExpectedBucketOwner: account }
    const context = checking(bucket)
    try {
      await callS3(this.#clients, context, options, async (send, { s3 }) => {
        try {
          await s3.send(new HeadBucketCommand({ Bucket: bucket, ...owner }), send)
        } catch (error) {
          if (!isUnclear(error)) throw error
          await s3.send(new ListObjectsV2Command({ Bucket: bucket, MaxKeys: 1, ...owner }), send)
        }
      })
      if (account !== null) this.#clients.homes.noteOwner(bucket, account)
    } catch {
      // A bucket that is missing, or that belongs to someone else, is reported by the call that needs it.
    }
  }

  /**
   * Creates a bucket in the client's region, unless the caller already owns it. If the server confirms the
   * creation without naming the bucket, checks that it exists.
   *
   * @throws EngineError `BUCKET_FOREIGN` if another account owns the name.
   */
  async create(bucket: string, options: CallOptions = {}): Promise<void> {
    const context = { what: 'Creating the bucket', bucket }
    const isNamed = await callS3(this.#clients, context, options, async (send, { s3, region }) => {
      try {
        const { Location } = await s3.send(
          new CreateBucketCommand({
            Bucket: bucket,
            // us-east-1 must not be specified here, but every other region must be.
            ...(region !== 'us-east-1' && {
              CreateBucketConfiguration: { LocationConstraint: region as BucketLocationConstraint },
            }),
          }),
          send,
        )
        return Location !== undefined
      } catch (error) {
        if ((error as { readonly name?: unknown }).name !== 'BucketAlreadyOwnedByYou') throw error
        return true
      }
    })
    if (!isNamed && (await this.check(bucket, options)) === 'missing') throw notFromS3()
  }
}

/** True if a HEAD response does not show whether it comes from S3. The response to a list request does. */
function isUnclear(error: unknown): boolean {
  return error instanceof EngineError && error.code === 'NOT_S3'
}

const checking = (bucket: string): { what: string; bucket: string } => ({
  what: 'Checking the bucket',
  bucket,
})

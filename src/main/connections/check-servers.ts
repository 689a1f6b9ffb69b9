import type { ErrorCode } from '../../shared/errors.ts'
import { isNetworkError } from '../../shared/network-error.ts'
import { checkS3 } from '../engine/aws/s3/check-s3.ts'
import { checkSqs } from '../engine/aws/sqs/check-sqs.ts'
import type { SendOptions } from '../engine/aws/transport/aws-call.ts'
import { opensCircuit } from '../engine/aws/transport/circuit-breaker.ts'
import type { EngineClients } from '../engine/aws/transport/clients.ts'
import { EngineError, fromAwsError, isSignatureMismatch, hasResponse } from '../engine/errors/engine-error.ts'
import type { Access } from './access.ts'
import type { OpenClients } from './connecting/open-clients.ts'

type Check = (clients: EngineClients, options: SendOptions) => Promise<void>

/** Errors that make a connection useless until the user changes it, unlike a missing permission. */
const fatal: ReadonlySet<ErrorCode> = new Set(['CREDENTIALS', 'WRONG_REGION', 'NOT_SQS', 'NOT_S3'])

/** The maximum time that the window shows “Connecting” once the keys are known, in milliseconds. */
const checkMs = 15_000

/** The region of most servers other than AWS. */
const defaultRegion = 'us-east-1'

/**
 * Sends one cheap request to SQS, and one to S3 if it is not AWS. `open` creates clients for another region.
 *
 * @throws EngineError `CREDENTIALS`, `WRONG_REGION`, `NOT_SQS`, `NOT_S3`, or an outage.
 */
export async function checkServers(
  clients: EngineClients,
  { region, bucketRegion, s3Endpoint, sqsEndpoint }: Access,
  open: (region: string) => OpenClients,
): Promise<void> {
  const checks: Promise<void>[] = [
    checkServer(checkSqs, clients, region, sqsEndpoint === null ? null : () => open(defaultRegion)),
  ]
  if (s3Endpoint !== null) {
    const other = bucketRegion === null ? () => open(defaultRegion) : null
    checks.push(checkServer(checkS3, clients, bucketRegion ?? region, other))
  }
  // Waits for both, so that no request outlives the connection.
  const failed = (await Promise.allSettled(checks)).find(({ status }) => status === 'rejected')
  if (failed?.status === 'rejected') throw failed.reason
}

async function checkServer(
  check: Check,
  clients: EngineClients,
  region: string,
  open: (() => OpenClients) | null,
): Promise<void> {
  const found = await failureOf(check, clients)
  if (found === null) return
  if (isSignatureMismatch(found) && open !== null && region !== defaultRegion) {
    const other = open()
    try {
      if (accepts(await failureOf(check, other.clients))) throw wrongRegion(region)
    } finally {
      other.close()
    }
  }
  // Without a response, nothing is known about the server.
  if (!hasResponse(found)) throw found
  if (check === checkS3 ? isFatalForS3(found) : fatal.has(found.code) || opensCircuit(found)) throw found
}

/** Many S3 servers cannot list buckets, and calls on a bucket find its region anyway. */
function isFatalForS3(found: EngineError): boolean {
  return isNetworkError(found) || (fatal.has(found.code) && found.code !== 'WRONG_REGION')
}

/** True if a server has accepted the signature. */
function accepts(failure: EngineError | null): boolean {
  return failure === null || (hasResponse(failure) && !(fatal.has(failure.code) || opensCircuit(failure)))
}

/** Some servers report a wrong region as a wrong signature. */
function wrongRegion(region: string): EngineError {
  return new EngineError('WRONG_REGION', `The server is in the region ${defaultRegion}, not in ${region}.`)
}

/** Sends one cheap request. Returns why it failed, or `null` if it succeeded. */
async function failureOf(check: Check, clients: EngineClients): Promise<EngineError | null> {
  const limit = AbortSignal.timeout(checkMs)
  try {
    await check(clients, { abortSignal: limit })
    return null
  } catch (error) {
    if (limit.aborted) {
      return new EngineError('TIMED_OUT', 'Connecting failed: the server did not respond in time.')
    }
    return fromAwsError(error, { what: 'Connecting', region: clients.region })
  }
}

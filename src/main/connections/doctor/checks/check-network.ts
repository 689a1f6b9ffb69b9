import type { CheckFinding } from '../../../../shared/connections/doctor.ts'
import { isUnencrypted } from '../../../../shared/connections/connection-rules.ts'
import { probeServer, proxyOf } from '../../../engine/aws/network/probe-server.ts'
import { readCertificate, type ServerCertificate } from '../../../engine/aws/network/read-certificate.ts'
import { type EngineError, fromAwsError } from '../../../engine/errors/engine-error.ts'
import { awsErrorInfo } from '../../../engine/errors/aws-error-info.ts'
import type { CheckContext } from '../check-context.ts'
import { serverAddresses } from './server-addresses.ts'
import { failure, ok, problem } from '../findings.ts'

/** The findings about the network, and the clocks of the servers that responded. */
export interface NetworkResult {
  readonly findings: readonly CheckFinding[]
  /**
   * The smallest difference between a server's clock and ours, in milliseconds, or `null` if no server sent the time.
   */
  readonly clockOffsetMs: number | null
  readonly isReachable: boolean
}

/** Sends unsigned requests to the S3 and SQS servers, to check the proxy, the certificates and the responses. */
export async function checkNetwork(context: CheckContext): Promise<NetworkResult> {
  const { s3, sqs } = await serverAddresses(context)
  const servers =
    s3.href === sqs.href
      ? [{ name: 'S3 and SQS', verb: 'respond', url: s3 }]
      : [
          { name: 'S3', verb: 'responds', url: s3 },
          { name: 'SQS', verb: 'responds', url: sqs },
        ]
  const results = await Promise.all(servers.map((server) => checkServer(context, server)))
  const offsets = results.flatMap(({ offsetMs }) => offsetMs ?? [])
  return {
    findings: results.map(({ finding }) => finding),
    clockOffsetMs: offsets.toSorted((one, other) => Math.abs(one) - Math.abs(other))[0] ?? null,
    isReachable: results.every(({ finding }) => finding.state === 'ok'),
  }
}

async function checkServer(
  { access: { network }, counter, signal }: CheckContext,
  { name, verb, url }: { readonly name: string; readonly verb: string; readonly url: URL },
): Promise<{ readonly finding: CheckFinding; readonly offsetMs: number | null }> {
  try {
    const proxy = await proxyOf(network, url)
    const onRequest = (): void => counter.count(name === 'SQS' ? 'sqs' : 's3-read')
    const { clockOffsetMs } = await probeServer(network, url, { signal, onRequest })
    const way = proxy === null ? '' : ` through the proxy ${proxy}`
    const trust =
      url.protocol === 'https:'
        ? ' Its certificate is trusted.'
        : isUnencrypted(url.href)
          ? ' The requests are not encrypted.'
          : ''
    return { finding: ok(`${name} at ${url.host} ${verb}${way}.${trust}`), offsetMs: clockOffsetMs }
  } catch (error) {
    signal.throwIfAborted()
    const found = fromAwsError(error, { what: `Reaching ${name} at ${url.host}` })
    if (found.code !== 'TLS_FAILED') return { finding: failure(found), offsetMs: null }
    const certificate = await readCertificate(network, url, signal)
    return { finding: certificateFinding(url, found, certificate), offsetMs: null }
  }
}

/** Describes the untrusted certificate, and what to trust instead. */
function certificateFinding(
  { host, hostname }: URL,
  error: EngineError,
  certificate: ServerCertificate | null,
): CheckFinding {
  const { code } = awsErrorInfo(error.cause)
  if (certificate === null) return failure(error)
  const { authority, hosts, validFrom, validTo, isSelfSigned } = certificate
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID') {
    return problem(
      `The certificate of ${host} is for ${hosts.slice(0, 5).join(', ') || 'no host'}, not for ${hostname}. Use one of these names in the address.`,
    )
  }
  if (code === 'CERT_HAS_EXPIRED') {
    return problem(`The certificate of ${host} expired on ${dayOf(validTo)}. Its owner has to renew it.`)
  }
  if (code === 'CERT_NOT_YET_VALID') {
    return problem(
      `The certificate of ${host} is not valid before ${dayOf(validFrom)}. Check this computer's clock.`,
    )
  }
  const remedy = { kind: 'choose-ca-file' } as const
  if (isSelfSigned) {
    return problem(
      `The certificate of ${host} is self-signed. If you trust it, choose a CA file that contains it.`,
      remedy,
    )
  }
  return problem(
    `The certificate of ${host} was issued by “${authority}”, which this computer does not trust. If you trust it, choose its CA file.`,
    remedy,
  )
}

function dayOf(date: Date): string {
  return Number.isNaN(date.getTime()) ? 'an unknown date' : date.toISOString().slice(0, 10)
}

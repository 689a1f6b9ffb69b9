import type { CheckFinding } from '../../../../shared/connections/doctor.ts'
import { checkSqs } from '../../../engine/aws/sqs/check-sqs.ts'
import { callAws } from '../../../engine/aws/transport/aws-call.ts'
import { EngineError } from '../../../engine/errors/engine-error.ts'
import { awsErrorInfo } from '../../../engine/errors/aws-error-info.ts'
import { findQueues } from '../../find-queues.ts'
import { openClients } from '../../connecting/open-clients.ts'
import type { SignedContext } from '../check-context.ts'
import type { FoundJobQueue } from './check-resources.ts'
import { isDenied } from './is-denied.ts'
import { failure, ok, problem } from '../findings.ts'

/** Reports the regions of queues and buckets, and searches other regions for missing queues. */
export async function checkRegions(
  context: SignedContext,
  jobQueues: readonly FoundJobQueue[],
): Promise<readonly CheckFinding[]> {
  const findings = [await checkSqsRegion(context)]
  const regions = bucketRegions(context, jobQueues)
  for (const [region, buckets] of regions) {
    findings.push(
      ok(
        buckets.length === 1
          ? `The bucket ${buckets[0]} is in ${region}.`
          : `${buckets.length} buckets are in ${region}.`,
      ),
    )
  }
  const moved = await Promise.all(jobQueues.map((jobQueue) => findElsewhere(context, jobQueue)))
  return [...findings, ...moved.filter((finding) => finding !== null)]
}

async function checkSqsRegion({ open, access, signal }: SignedContext): Promise<CheckFinding> {
  const { region } = access
  try {
    await callAws({ what: 'Checking SQS', region }, { signal }, (send) => checkSqs(open.clients, send))
    return ok(`Remotejob looks for the queues in ${region}.`)
  } catch (error) {
    signal.throwIfAborted()
    if (!(error instanceof EngineError)) throw error
    // A server that refuses to list its queues has accepted the region.
    if (isDenied(error)) return ok(`Remotejob looks for the queues in ${region}.`)
    const named = error.code === 'WRONG_REGION' ? awsErrorInfo(error.cause).region : null
    if (named === null) return failure(error)
    return problem(`SQS is in ${named}, not in ${region}.`, {
      kind: 'use-region',
      of: 'queues',
      region: named,
    })
  }
}

/** Returns the existing buckets by their region. */
function bucketRegions(
  { open: { clients }, access }: SignedContext,
  jobQueues: readonly FoundJobQueue[],
): ReadonlyMap<string, readonly string[]> {
  const regions = new Map<string, string[]>()
  if (access.s3Endpoint !== null) return regions
  for (const { kind, name, state } of jobQueues.flatMap(({ resources }) => resources ?? [])) {
    if (kind !== 'bucket' || state === 'missing') continue
    const region = clients.homes.regionOf(name) ?? clients.s3Region
    regions.set(region, [...(regions.get(region) ?? []), name])
  }
  return regions
}

/** Searches other regions if no queue exists here. */
async function findElsewhere(
  { access, keys, counter, kind }: SignedContext,
  { config, resources }: FoundJobQueue,
): Promise<CheckFinding | null> {
  const queues = resources?.filter((resource) => resource.kind === 'queue') ?? []
  const none = queues.length > 0 && queues.every(({ state }) => state === 'missing')
  if (!none || kind === 'local' || access.sqsEndpoint !== null) return null
  const plain = { ...access, keys, profile: null }
  const region = await findQueues(config, plain, (other) =>
    openClients({ ...plain, region: other }, counter, async () => null),
  )
  if (region === null) return null
  return problem(`The queues of ${config.name} are in ${region}, not in ${access.region}.`, {
    kind: 'use-region',
    of: 'queues',
    region,
  })
}

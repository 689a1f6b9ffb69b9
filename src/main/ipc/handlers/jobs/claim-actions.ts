import type { WireError } from '../../../../shared/errors.ts'
import type { Input } from '../../../../shared/ipc/contract.ts'
import { toWire } from '../../../engine/errors/engine-error.ts'
import { openSaved } from '../../files/open-saved.ts'
import { saveTarget } from '../../files/payload-target.ts'
import type { Services } from '../../services.ts'
import { pathExists } from '../../../engine/files/path-exists.ts'

const batchSize = 10
const firstWaitSeconds = 20
/** A short poll may miss existing messages. */
const moreWaitSeconds = 1
const defaultHoldSeconds = 300

/** Applies one action to one of many claims. Saves and completions only start here. */
async function bulk(
  services: Services,
  { action, seconds = defaultHoldSeconds, reason = '' }: Omit<Input<'claims:bulk'>, 'claimIds'>,
  claimId: string,
): Promise<void> {
  const { claims } = services
  switch (action) {
    case 'acknowledge':
      return claims.acknowledge(claimId)
    case 'release':
      return claims.release(claimId)
    case 'start':
      await claims.settlement.startAndKeep(claimId)
      return
    case 'hold-back':
      return claims.settlement.holdBack(claimId, seconds)
    case 'dead-letter':
      return claims.settlement.deadLetter(claimId, reason.trim())
    case 'save':
      await saveToFolder(services, claimId)
      return
    case 'save-and-acknowledge':
      await saveAndAcknowledge(services, claimId)
  }
}

/** Saves the payload according to the settings, and then acknowledges the job. Returns the transfer's id. */
export async function saveAndAcknowledge(services: Services, claimId: string): Promise<string> {
  const { claims } = services
  const { folder, name } = await saveTarget(services, claims.saveInfo(claimId))
  return claims.saveAndAcknowledge(claimId, folder, name)
}

/** Saves the payload according to the settings. Returns the transfer's id. */
export async function saveToFolder(services: Services, claimId: string): Promise<string> {
  const { claims } = services
  const { folder, name } = await saveTarget(services, claims.saveInfo(claimId))
  return claims.save(claimId, { folder }, name)
}

/**
 * Opens the saved file. Saves it first unless a saved file still exists, in which case it returns
 * `null`.
 */
export async function saveAndOpen(
  services: Services,
  claimId: string,
): Promise<{ readonly transferId: string } | null> {
  const { claims, desktop, transfers } = services
  const known = claims.savedPath(claimId)
  if (known !== null && (await pathExists(known))) {
    await openSaved(known, desktop)
    return null
  }
  const transferId = await saveToFolder(services, claimId)
  // If the save fails, the claim shows the error.
  void transfers.outcomeOf(transferId).then(
    async ({ saved }) => (saved === null ? null : openSaved(saved.path, desktop)),
    () => null,
  )
  return { transferId }
}

/** Sends the message of an acknowledged claim again, as a new job linked to the old one. */
export async function sendAgain({ claims, jobs, poller }: Services, claimId: string): Promise<void> {
  const { connectionId, queue, jobId: before } = claims.claim(claimId)
  const jobId = await claims.settlement.sendAgain(claimId)
  poller.refreshSoon(queue)
  // The message has been sent. If the link cannot be recorded, only the job's results will not be found.
  const ids = await jobs.store.withMessageIds(connectionId, queue, [before]).catch(() => null)
  const id = ids?.get(before)
  if (id !== undefined) await jobs.store.addSentAgain(id, jobId, Date.now()).catch(() => undefined)
}

/** Claims in batches of ten until `max` are claimed or no more arrive. Only the first poll waits long. */
export async function claimUpTo(
  max: number,
  next: (max: number, waitSeconds: number) => Promise<readonly string[]>,
): Promise<string[]> {
  const claimIds = [...(await next(Math.min(max, batchSize), firstWaitSeconds))]
  let isMore = claimIds.length > 0
  while (isMore && claimIds.length < max) {
    // Jobs claimed so far are kept even if the next poll fails.
    const more = await next(Math.min(max - claimIds.length, batchSize), moreWaitSeconds).catch(() => [])
    claimIds.push(...more)
    isMore = more.length > 0
  }
  return claimIds
}

/**
 * Applies one action to many claims. Moves run one after another, because each job is kept only if
 * no other job waits at its destination.
 */
export async function bulkAll(
  services: Services,
  { claimIds, ...action }: Input<'claims:bulk'>,
): Promise<{ failed: { claimId: string; error: WireError }[] }> {
  const outcomes: PromiseSettledResult<unknown>[] = []
  if (action.action === 'start') {
    for (const claimId of claimIds) {
      outcomes.push(...(await Promise.allSettled([bulk(services, action, claimId)])))
    }
  } else {
    outcomes.push(...(await Promise.allSettled(claimIds.map((claimId) => bulk(services, action, claimId)))))
  }
  return { failed: failedOf(outcomes, claimIds) }
}

/** Returns the failed claims with their errors. */
export function failedOf(
  outcomes: readonly PromiseSettledResult<unknown>[],
  claimIds: readonly string[],
): { claimId: string; error: WireError }[] {
  return outcomes.flatMap((outcome, index) =>
    outcome.status === 'fulfilled' ? [] : [{ claimId: claimIds[index] ?? '', error: toWire(outcome.reason) }],
  )
}

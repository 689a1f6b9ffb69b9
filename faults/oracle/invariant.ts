import { readFile } from 'node:fs/promises'
import { buffer } from 'node:stream/consumers'
import { basename } from 'node:path'
import { join } from 'node:path'
import { EngineError } from '../../src/main/engine/errors/engine-error.ts'
import { missingFlush } from './flush-watch.ts'
import type { Delivery } from '../proxy/recorder.ts'
import type { Fixture } from '../fixture/fixture.ts'

/** The server can be killed during a read, but not during all of them. */
const maxReads = 5

/** The result of a check, with the figures for the table. */
export interface Verdict {
  /** One sentence for each violation of the invariant. */
  readonly violations: readonly string[]
  readonly jobs: number
  readonly lost: number
  readonly duplicates: number
  readonly saved: number
  readonly corrupt: number
}

/** Before each delete reaches the server, checks that the job is done as intended. */
export function checkDeletes(fixture: Fixture): void {
  fixture.recorder.beforeDelete = async (delivery) => {
    const problem = await prematureReason(fixture, delivery)
    if (problem !== null)
      fixture.recorder.violations.push(`The message of ${delivery.key} was deleted too early: ${problem}.`)
  }
}

/**
 * Checks the final state, bypassing the proxy: each job is claimable or acknowledged, each saved file equals
 * its payload, and nothing that belongs to someone else was changed.
 */
export async function checkInvariant(fixture: Fixture): Promise<Verdict> {
  const violations = [...fixture.recorder.violations]
  const claimable = await claimableKeys(fixture)
  let lost = 0
  let duplicates = 0
  for (const [key, source] of fixture.sources) {
    if (!fixture.accepted.has(key)) continue
    const isClaimable = claimable.has(key)
    if (fixture.cancelled.has(source.path) && !isClaimable) continue
    const acknowledged = [...fixture.recorder.deleted].some(
      ([handle, state]) => state !== 'rejected' && fixture.recorder.deliveries.get(handle)?.key === key,
    )
    duplicates += Math.max(0, fixture.recorder.sendCount(key, `${fixture.name}-pending`) - 1)
    const stored = await objectBytes(fixture, 'in', key)
    const intact = stored !== null && stored.equals(source.bytes)
    if (!intact)
      violations.push(`The payload ${key} ${stored === null ? 'is missing' : 'differs from its file'}.`)
    if (!isClaimable && !acknowledged)
      violations.push(`The job ${key} is neither claimable nor acknowledged.`)
    if (!intact || (!isClaimable && !acknowledged)) lost += 1
  }
  const { saved, corrupt } = await checkSaves(fixture, violations)
  await checkForeign(fixture, violations)
  return { violations, jobs: fixture.accepted.size, lost, duplicates, saved, corrupt }
}

async function checkSaves(
  fixture: Fixture,
  violations: string[],
): Promise<{ saved: number; corrupt: number }> {
  const known = [...fixture.sources.values()]
  let corrupt = 0
  const files = await fixture.savedFiles()
  for (const { path, bytes } of files) {
    if (known.some((source) => source.bytes.equals(bytes))) continue
    corrupt += 1
    violations.push(`The saved file ${basename(path)} equals no payload.`)
  }
  for (const path of fixture.saved.keys()) {
    if (files.some((file) => file.path === path)) continue
    violations.push(`${basename(path)} is recorded as saved but does not exist.`)
  }
  return { saved: files.length, corrupt }
}

async function checkForeign(fixture: Fixture, violations: string[]): Promise<void> {
  const { key, bytes } = fixture.foreign
  for (const direction of ['in', 'out'] as const) {
    const found = await objectBytes(fixture, direction, key)
    if (found === null || !found.equals(bytes))
      violations.push(`Someone else's object in ${direction} was changed.`)
  }
  for (const name of ['file-0.bin', 'someone-else.part']) {
    const found = await readFile(join(fixture.saves, name)).catch(() => null)
    if (found === null || !found.equals(bytes)) violations.push(`Someone else's file ${name} was changed.`)
  }
  const own = new Set(fixture.recorder.createdUploads)
  for (const id of fixture.recorder.abortedUploads) {
    if (!own.has(id)) violations.push(`Someone else's upload was aborted: ${id}.`)
  }
}

async function prematureReason(fixture: Fixture, delivery: Delivery): Promise<string | null> {
  const { key, messageId } = delivery
  const source = key === null ? undefined : fixture.sources.get(key)
  if (key === null || source === undefined) return 'it belongs to someone else'
  switch (fixture.intentions.get(key) ?? 'save') {
    case 'acknowledge':
      return null
    case 'start':
      return fixture.recorder.sendCount(key, `${fixture.name}-inprogress`) > 0
        ? null
        : 'it was not sent to inprogress'
    case 'complete': {
      const result = `${messageId}-output`
      if ((await objectBytes(fixture, 'out', result)) === null) return 'its result is not stored'
      return fixture.recorder.sendCount(result, `${fixture.name}-completed`) > 0
        ? null
        : 'its result was not sent'
    }
    case 'save': {
      const reasons = []
      for (const { path, bytes } of await fixture.savedFiles()) {
        if (!bytes.equals(source.bytes)) continue
        const reason = missingFlush(path)
        if (reason === null) return null
        reasons.push(reason)
      }
      return reasons[0] ?? 'no saved file equals its payload'
    }
  }
}

/** Returns the keys of all messages that can be claimed after every lease has expired. */
async function claimableKeys(fixture: Fixture): Promise<ReadonlySet<string>> {
  const { recorder, direct } = fixture
  await fixture.expireLeases()
  await fixture.nothingInFlight()
  const keys = new Set<string>()
  for (const status of direct.config.statuses) {
    for (;;) {
      const job = await direct.next(status, { waitSeconds: 0 })
      if (job === null) break
      if (job.key !== null) keys.add(job.key)
    }
  }
  // A completed job continues as the message of its result.
  for (const { key, messageId } of recorder.deliveries.values()) {
    if (key !== null && keys.has(`${messageId}-output`)) keys.add(key)
  }
  return keys
}

/**
 * Returns `null` if there is no such object. Waits while the server restarts, because an object that cannot
 * be read now may exist.
 */
async function objectBytes(fixture: Fixture, direction: 'in' | 'out', key: string): Promise<Buffer | null> {
  for (let attempt = 1; ; attempt += 1) {
    await fixture.server.up
    try {
      return await buffer((await fixture.direct.retrieve(direction, key)).stream)
    } catch (error) {
      if (error instanceof EngineError && error.code === 'OBJECT_NOT_FOUND') return null
      if (attempt === maxReads) throw error
    }
  }
}

import { readFile } from 'node:fs/promises'
import { buffer } from 'node:stream/consumers'
import { basename } from 'node:path'
import { join } from 'node:path'
import { unflushed } from './flush-watch.ts'
import type { Delivery } from '../proxy/recorder.ts'
import type { World } from '../fixture/fixture.ts'

/** What the invariant found, and the figures of the table. */
export interface Verdict {
  /** One sentence for each breach. */
  readonly breaches: readonly string[]
  readonly jobs: number
  readonly lost: number
  readonly duplicates: number
  readonly saved: number
  readonly differing: number
}

/** Checks each delete before it reaches the server, against what must outlive the message. */
export function watchDeletes(world: World): void {
  world.recorder.beforeDelete = async (delivery) => {
    const problem = await whyTooEarly(world, delivery)
    if (problem !== null)
      world.recorder.violations.push(`The message of ${delivery.key} was deleted too early: ${problem}.`)
  }
}

/** Looks at all that is left when everything has come to rest, without any proxy. */
export async function judgeWorld(world: World): Promise<Verdict> {
  const breaches = [...world.recorder.violations]
  const claimable = await claimableKeys(world)
  let lost = 0
  let duplicates = 0
  for (const [key, source] of world.sources) {
    if (!world.promised.has(key)) continue
    const inQueue = claimable.has(key)
    if (world.cancelled.has(source.path) && !inQueue) continue
    const acknowledged = [...world.recorder.deleted].some(
      ([handle, state]) => state !== 'refused' && world.recorder.deliveries.get(handle)?.key === key,
    )
    duplicates += Math.max(0, world.recorder.sends(key, `${world.name}-pending`) - 1)
    const stored = await objectBytes(world, 'in', key)
    const sound = stored !== null && stored.equals(source.bytes)
    if (!sound) breaches.push(`The payload ${key} ${stored === null ? 'is gone' : 'differs from its file'}.`)
    if (!inQueue && !acknowledged) breaches.push(`The job ${key} is neither claimable nor acknowledged.`)
    if (!sound || (!inQueue && !acknowledged)) lost += 1
  }
  const { saved, differing } = await judgeSaves(world, breaches)
  await judgeForeign(world, breaches)
  return { breaches, jobs: world.promised.size, lost, duplicates, saved, differing }
}

async function judgeSaves(world: World, breaches: string[]): Promise<{ saved: number; differing: number }> {
  const known = [...world.sources.values()]
  let differing = 0
  const files = await world.savedFiles()
  for (const { path, bytes } of files) {
    if (known.some((source) => source.bytes.equals(bytes))) continue
    differing += 1
    breaches.push(`The saved file ${basename(path)} equals no payload.`)
  }
  for (const path of world.saved.keys()) {
    if (files.some((file) => file.path === path)) continue
    breaches.push(`${basename(path)} was written down as saved and is not there.`)
  }
  return { saved: files.length, differing }
}

async function judgeForeign(world: World, breaches: string[]): Promise<void> {
  const { key, bytes } = world.foreign
  for (const direction of ['in', 'out'] as const) {
    const found = await objectBytes(world, direction, key)
    if (found === null || !found.equals(bytes))
      breaches.push(`Somebody else's object in ${direction} was touched.`)
  }
  for (const name of ['file-0.bin', 'somebody.part']) {
    const found = await readFile(join(world.saves, name)).catch(() => null)
    if (found === null || !found.equals(bytes)) breaches.push(`Somebody else's file ${name} was touched.`)
  }
  const own = new Set(world.recorder.createdUploads)
  for (const id of world.recorder.abortedUploads) {
    if (!own.has(id)) breaches.push(`An upload of somebody else was aborted: ${id}.`)
  }
}

async function whyTooEarly(world: World, delivery: Delivery): Promise<string | null> {
  const { key, messageId } = delivery
  const source = key === null ? undefined : world.sources.get(key)
  if (key === null || source === undefined) return 'it is not ours'
  switch (world.intentions.get(key) ?? 'save') {
    case 'acknowledge':
      return null
    case 'start':
      return world.recorder.sends(key, `${world.name}-inprogress`) > 0
        ? null
        : 'it was not sent to inprogress'
    case 'complete': {
      const result = `${messageId}-output`
      if ((await objectBytes(world, 'out', result)) === null) return 'its result is not stored'
      return world.recorder.sends(result, `${world.name}-completed`) > 0 ? null : 'its result was not sent'
    }
    case 'save': {
      const reasons = []
      for (const { path, bytes } of await world.savedFiles()) {
        if (!bytes.equals(source.bytes)) continue
        const reason = unflushed(path)
        if (reason === null) return null
        reasons.push(reason)
      }
      return reasons[0] ?? 'no saved file equals its payload'
    }
  }
}

/** The keys of all messages that can be claimed once every lease has run out. */
async function claimableKeys(world: World): Promise<ReadonlySet<string>> {
  const { recorder, direct } = world
  await world.expireLeases()
  await world.leasesOver()
  const keys = new Set<string>()
  for (const status of direct.config.statuses) {
    for (;;) {
      const job = await direct.next(status, { waitSeconds: 0 })
      if (job === null) break
      if (job.key !== null) keys.add(job.key)
    }
  }
  // A job that was completed lives on in its result's message.
  for (const { key, messageId } of recorder.deliveries.values()) {
    if (key !== null && keys.has(`${messageId}-output`)) keys.add(key)
  }
  return keys
}

async function objectBytes(world: World, direction: 'in' | 'out', key: string): Promise<Buffer | null> {
  try {
    return await buffer((await world.direct.retrieve(direction, key)).stream)
  } catch {
    return null
  }
}

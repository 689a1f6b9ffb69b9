import { readFile, rename } from 'node:fs/promises'
import { z } from 'zod'
import type { UnfinishedUpload } from '../engine/transfers/transfer-journal.ts'
import { plannedUpload } from './unfinished-work.ts'

const laterStep = z.object({
  step: z.enum(['stored', 'failed', 'paused', 'sent', 'dropped']),
  id: z.string().min(1).max(64),
})
const entry = z.discriminatedUnion('step', [plannedUpload.extend({ step: z.literal('planned') }), laterStep])

/**
 * Reads the journal from earlier versions, which has one step of an upload per line of JSON. Returns the
 * unfinished uploads. There are none if there is no such file. Ignores invalid lines and an incomplete last
 * line.
 */
export async function readLegacyJournal(path: string): Promise<readonly UnfinishedUpload[]> {
  const text = await readFile(path, 'utf8').catch(() => '')
  const unfinished = new Map<string, UnfinishedUpload>()
  for (const json of text.split('\n').slice(0, -1)) {
    const next = parseEntry(json)
    if (next === null) continue
    const previous = unfinished.get(next.id)
    if (next.step === 'planned') unfinished.set(next.id, next)
    else if (previous === undefined) continue
    else if (next.step === 'sent' || next.step === 'dropped') unfinished.delete(next.id)
    else unfinished.set(next.id, { ...previous, step: next.step })
  }
  return [...unfinished.values()]
}

/** Renames an imported journal, so that the next launch does not import it again. Ignores errors. */
export async function retireLegacyJournal(path: string): Promise<void> {
  await rename(path, `${path}.imported`).catch(() => undefined)
}

function parseEntry(json: string): z.infer<typeof entry> | null {
  try {
    return entry.safeParse(JSON.parse(json)).data ?? null
  } catch {
    return null
  }
}

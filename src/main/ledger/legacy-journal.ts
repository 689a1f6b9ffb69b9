import { readFile, rename } from 'node:fs/promises'
import { z } from 'zod'
import type { UnfinishedUpload } from '../engine/transfers/transfer-journal.ts'
import { plannedUpload } from './unfinished-work.ts'

const later = z.object({
  step: z.enum(['stored', 'failed', 'paused', 'sent', 'dropped']),
  id: z.string().min(1).max(64),
})
const line = z.discriminatedUnion('step', [plannedUpload.extend({ step: z.literal('planned') }), later])

/**
 * The unfinished uploads of the list that earlier versions kept, one step a line of JSON; none where there is no
 * such list. A torn last line and what makes no sense count as never written.
 */
export async function readFormerJournal(path: string): Promise<readonly UnfinishedUpload[]> {
  const text = await readFile(path, 'utf8').catch(() => '')
  const unfinished = new Map<string, UnfinishedUpload>()
  for (const json of text.split('\n').slice(0, -1)) {
    const said = parseLine(json)
    if (said === null) continue
    const before = unfinished.get(said.id)
    if (said.step === 'planned') unfinished.set(said.id, said)
    else if (before === undefined) continue
    else if (said.step === 'sent' || said.step === 'dropped') unfinished.delete(said.id)
    else unfinished.set(said.id, { ...before, step: said.step })
  }
  return [...unfinished.values()]
}

/** Sets the list aside once it has been taken over. */
export async function setFormerJournalAside(path: string): Promise<void> {
  await rename(path, `${path}.imported`).catch(() => undefined)
}

function parseLine(json: string): z.infer<typeof line> | null {
  try {
    return line.safeParse(JSON.parse(json)).data ?? null
  } catch {
    return null
  }
}

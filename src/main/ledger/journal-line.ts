import { z } from 'zod'
import type { LaterStep, PlannedUpload, UnfinishedUpload } from '../engine/transfers/journal.ts'
import { jobFields } from '../../shared/jobs.ts'
import { direction } from '../../shared/queues.ts'

const id = z.string().min(1).max(64)

const planned = z.object({
  step: z.literal('planned'),
  id,
  kind: z.enum(['submit', 'store']),
  connectionId: z.string(),
  queue: z.string(),
  direction,
  path: z.string(),
  size: z.number().nonnegative(),
  mtimeMs: z.number(),
  ino: z.number(),
  name: z.string(),
  fields: jobFields,
  key: z.string().min(1),
  createdAt: z.number(),
})

const later = z.object({ step: z.enum(['stored', 'failed', 'paused', 'sent', 'dropped']), id })

const journalLine = z.discriminatedUnion('step', [planned, later])

/** One line of the journal: a whole plan, or a later step of one. */
export type JournalLine = z.infer<typeof journalLine>

/** What a journal's text says: the uploads left unfinished, and how many of its whole lines made no sense. */
export interface JournalContent {
  readonly unfinished: ReadonlyMap<string, UnfinishedUpload>
  readonly damagedLines: number
}

export function planLine(plan: PlannedUpload): string {
  return `${JSON.stringify({ step: 'planned', ...plan } satisfies JournalLine)}\n`
}

export function stepLine(id: string, step: Exclude<LaterStep, 'planned'>): string {
  return `${JSON.stringify({ step, id } satisfies JournalLine)}\n`
}

/** Reads a journal. A last line without its end is what a crash tore off, and counts as never written. */
export function readJournal(text: string): JournalContent {
  const unfinished = new Map<string, UnfinishedUpload>()
  let damagedLines = 0
  const lines = text.split('\n')
  lines.pop()
  for (const line of lines) {
    if (line === '') continue
    const parsed = parseLine(line)
    if (parsed === null) damagedLines += 1
    else apply(unfinished, parsed)
  }
  return { unfinished, damagedLines }
}

/** A journal that holds the unfinished uploads and nothing else. */
export function compactJournal(unfinished: ReadonlyMap<string, UnfinishedUpload>): string {
  return [...unfinished.values()]
    .map(({ step, ...plan }) => planLine(plan) + (step === 'planned' ? '' : stepLine(plan.id, step)))
    .join('')
}

function parseLine(line: string): JournalLine | null {
  try {
    return journalLine.safeParse(JSON.parse(line)).data ?? null
  } catch {
    return null
  }
}

function apply(unfinished: Map<string, UnfinishedUpload>, line: JournalLine): void {
  if (line.step === 'planned') {
    unfinished.set(line.id, line)
    return
  }
  const plan = unfinished.get(line.id)
  if (plan === undefined) return
  if (line.step === 'stored' || line.step === 'failed' || line.step === 'paused')
    unfinished.set(line.id, { ...plan, step: line.step })
  else unfinished.delete(line.id)
}

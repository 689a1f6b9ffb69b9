import { createClients } from '../aws/transport/clients.ts'
import { JobQueue } from '../job-queue/job-queue.ts'
import { testKeys, testRegion } from './servers.ts'
import type { PlannedSave, SaveJournal } from '../transfers/transfer-journal.ts'
import { SaveTransfer } from '../transfers/save-transfer.ts'

/** The input of a process that a test kills. */
export interface SaveCrashInput {
  readonly s3Endpoint: string
  readonly plan: PlannedSave
  /** The step to report and stop at. `bytes` only reports the number of received bytes. */
  readonly stopAt: 'planned' | 'notePartFile' | 'gathering' | 'bytes' | 'before saved' | 'saved'
}

const { s3Endpoint, plan, stopAt } = JSON.parse(process.argv[2] ?? '') as SaveCrashInput
const clients = createClients({
  region: testRegion,
  credentials: testKeys,
  s3Endpoint,
  sqsEndpoint: s3Endpoint,
})
const config = {
  name: plan.queue,
  layout: 'in-out' as const,
  statuses: ['pending', 'inprogress', 'completed'],
}

function say(what: string): void {
  process.stdout.write(`${what}\n`)
}

async function reach(moment: string): Promise<void> {
  if (moment !== stopAt) return
  say('reached')
  await new Promise(() => setInterval(() => undefined, 1_000))
}

const journal: SaveJournal = {
  plan: () => reach('planned'),
  async notePartFile(_id, partPath) {
    await reach('notePartFile')
    say(`notePartFile ${partPath}`)
    await reach('gathering')
  },
  async advance(_id, step) {
    await reach(`before ${step}`)
    await reach(step)
  },
}
const context = {
  journal,
  change: ({ bytesDone }: { readonly bytesDone?: number }) => {
    if (stopAt === 'bytes' && bytesDone !== undefined) say(`bytes ${bytesDone}`)
  },
  saved: () => undefined,
}
await new SaveTransfer(plan, context, new JobQueue({ config, clients })).run(new AbortController().signal)
say('done')

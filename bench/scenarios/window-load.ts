import { randomUUID } from 'node:crypto'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import type { App } from '../../e2e/app.ts'
import { openConnectedApp } from '../app/connected-app.ts'
import { processFigures } from '../app/process-figures.ts'
import { fillQueue } from '../clients/fill-queue.ts'
import { pool } from '../clients/pool.ts'
import { evaluate, type Result } from '../report/result.ts'
import { isSelected, type Context, type Scenario } from '../runner/context.ts'
import { makeSmallFiles } from './sample-files.ts'
import { withMockServer, type ServerInput } from './with-mock-server.ts'

const updates = 'window, 500 updates/s'
const held = 'window, 5,000 claims'
/** Each file changes its transfer four times: running, stored, sent, done. */
const megabytesPerSecond = (500 / 4) * (10_240 / 1e6)
const claims = 5_000
const messages = 50_000
const claimsPerCall = 100
const callsAtOnce = 4

/** Measures the window's load under constant change, and with many claims. */
export const windowLoad: Scenario = {
  name: 'window load',
  async run(context) {
    const results: Result[] = []
    if (isSelected(context, updates)) {
      context.log(`${updates} …`)
      await makeSmallFiles(context.folder, 10_000)
      results.push(...(await withMockServer(context, 0, (_mock, server) => measureUpdates(context, server))))
    }
    if (isSelected(context, held)) {
      context.log(`${held} …`)
      results.push(...(await withMockServer(context, 0, (_mock, server) => measureClaims(context, server))))
    }
    return results
  },
}

async function measureUpdates(context: Context, server: ServerInput): Promise<readonly Result[]> {
  const folder = join(context.folder, 'files')
  const app = await openConnectedApp(join(context.diskFolder, 'updates'), server)
  const seconds = 10
  try {
    await invoke(app, 'settings:set-transfer-limit', { megabytesPerSecond })
    await app.drop((await readdir(folder)).slice(0, 6_000).map((file) => join(folder, file)))
    // Skips the drop itself, and the messages that are held back for the first seconds.
    await pause(15_000)
    const [before, doneBefore] = [await processFigures(app), await doneOf(app)]
    await pause(seconds * 1_000)
    const [after, doneAfter] = [await processFigures(app), await doneOf(app)]
    const perSecond = ((doneAfter - doneBefore) * 4) / seconds
    const note = `Share of a core over ${seconds} s, while the speed limit let through ${perSecond.toFixed(0)} transfer changes per second. Sending the files is included.`
    return (['main', 'page'] as const).map((part) => {
      const ours = ((after[`${part}Seconds`] - before[`${part}Seconds`]) / seconds) * 100
      const row = { workload: updates, against: part, ours, theirs: null, unit: '%', note }
      return evaluate(row, { sign: '≤', value: 15, of: 'ours' })
    })
  } finally {
    await invoke(app, 'transfers:cancel-all', null)
    await app.close()
  }
}

async function measureClaims(context: Context, server: ServerInput): Promise<readonly Result[]> {
  const app = await openConnectedApp(join(context.diskFolder, 'claims'), server)
  try {
    await fillQueue({ ...server, size: claims + messages, parallel: 1 })
    await pool(Array.from({ length: claims / claimsPerCall }), callsAtOnce, async () => {
      const input = { queue: server.queue, status: 'pending', max: claimsPerCall, requestId: randomUUID() }
      await invoke(app, 'claims:next', input)
    })
    const count = await heldBy(app)
    if (count !== claims) throw new Error(`The app holds ${count} jobs instead of ${claims}.`)
    await pause(5_000)
    const { mainMib, pageMib } = await processFigures(app)
    const note = 'Resident memory, including the libraries that all of its processes share.'
    const row = { workload: held, theirs: null, unit: 'MiB', note }
    return [
      evaluate({ ...row, against: 'main', ours: mainMib }, { sign: '≤', value: 400, of: 'ours' }),
      evaluate({ ...row, against: 'page', ours: pageMib }, { sign: '≤', value: 350, of: 'ours' }),
    ]
  } finally {
    await app.close()
  }
}

async function heldBy(app: App): Promise<number> {
  const list = (await invoke(app, 'claims:list', null)) as { readonly claims: readonly unknown[] }
  return list.claims.length
}

async function doneOf(app: App): Promise<number> {
  const { counts } = (await invoke(app, 'transfers:list', null)) as {
    readonly counts: { readonly done: number }
  }
  return counts.done
}

async function invoke(app: App, channel: string, input: unknown): Promise<unknown> {
  return app.page.evaluate(
    async ([name, value]) => {
      type Reply = { readonly ok: boolean; readonly value: unknown; readonly error?: unknown }
      type Bridge = { invoke(channel: string, input: unknown): Promise<Reply> }
      const { remotejob } = globalThis as unknown as { readonly remotejob: Bridge }
      const reply = await remotejob.invoke(name as string, value)
      if (!reply.ok) throw new Error(`${name as string}: ${JSON.stringify(reply.error)}`)
      return reply.value
    },
    [channel, input] as const,
  )
}

import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { GetQueueUrlCommand, SendMessageCommand } from '@aws-sdk/client-sqs'
import { type App, launchApp, makeHome } from '../../e2e/app.ts'
import { createClients, type EngineClients } from '../../src/main/engine/aws/transport/clients.ts'
import { isSelected, type Context, type Scenario } from '../runner/context.ts'
import { evaluate, type Result } from '../report/result.ts'

const workload = 'external send to number on screen'
const queueName = 'demo-pending'
/** Messages are sent at random times between two readings. */
const longestPauseMs = 2_000

/** Measures how soon the focused window shows a message that another program has sent to Local. */
export const numberOnScreen: Scenario = {
  name: 'number on screen',
  async run(context) {
    if (!isSelected(context, workload)) return []
    context.log(`${workload} …`)
    const app = await launchApp({ home: await makeHome(join(context.diskFolder, 'number')) })
    try {
      return [await measure(context, app)]
    } finally {
      await app.close()
    }
  },
}

async function measure(context: Context, app: App): Promise<Result> {
  await app.electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.focus())
  await shownAt(app, 0)
  const clients = await clientsOf(app)
  const { QueueUrl } = await urlOf(clients)
  const times: number[] = []
  const count = context.quick ? 10 : 60
  for (let sent = 1; sent <= count; sent += 1) {
    await pause(Math.random() * longestPauseMs)
    const shown = shownAt(app, sent)
    const sentAt = Date.now()
    await clients.sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: '{}' }))
    times.push((await shown) - sentAt)
  }
  clients.close()
  const ours = times.toSorted((left, right) => left - right)[Math.ceil(count * 0.95) - 1] ?? 0
  const note = `95th percentile of ${count} messages that another program sent to Local, one at a time, from the send to the number in the focused window.`
  const row = { workload, against: '–', ours: ours / 1_000, theirs: null, unit: 's', note }
  return evaluate(row, { sign: '≤', value: 2.2, of: 'ours' })
}

/** Resolves with the time once the window shows this many waiting jobs. */
function shownAt(app: App, waiting: number): Promise<number> {
  return app.page.evaluate(async (text) => {
    const isShown = (): boolean =>
      document.querySelector('[role="group"][aria-label="Waiting"] b')?.textContent === text
    await new Promise<void>((resolve) => {
      if (isShown()) return resolve()
      const changes = new MutationObserver(() => {
        if (!isShown()) return
        changes.disconnect()
        resolve()
      })
      changes.observe(document.body, { subtree: true, childList: true, characterData: true })
    })
    return Date.now()
  }, waiting.toLocaleString('en'))
}

/** Connects to Local like another program, with the environment that the app copies to the clipboard. */
async function clientsOf(app: App): Promise<EngineClients> {
  await app.page.evaluate(async () => {
    type Bridge = { invoke(channel: string, input: unknown): Promise<unknown> }
    const { remotejob } = globalThis as unknown as { readonly remotejob: Bridge }
    await remotejob.invoke('local:copy-environment', { snippet: 'posix' })
  })
  const text = await app.electron.evaluate(({ clipboard }) => clipboard.readText())
  const valueOf = (name: string): string => new RegExp(`${name}=['"]?([^'"\\s]+)`).exec(text)?.[1] ?? ''
  const endpoint = valueOf('AWS_ENDPOINT_URL')
  return createClients({
    region: valueOf('AWS_REGION'),
    s3Endpoint: endpoint,
    sqsEndpoint: endpoint,
    credentials: {
      accessKeyId: valueOf('AWS_ACCESS_KEY_ID'),
      secretAccessKey: valueOf('AWS_SECRET_ACCESS_KEY'),
    },
  })
}

async function urlOf(clients: EngineClients): Promise<{ readonly QueueUrl: string }> {
  const { QueueUrl = '' } = await clients.sqs.send(new GetQueueUrlCommand({ QueueName: queueName }))
  return { QueueUrl }
}

import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createClients } from '../src/main/engine/aws/transport/clients.ts'
import { JobQueue } from '../src/main/engine/job-queue/job-queue.ts'
import type { Job } from '../src/main/engine/protocol/job.ts'
import type { TransfersSnapshot } from '../src/shared/files/transfers.ts'
import { type App, type Home, launchApp, makeFile, makeHome } from './app.ts'
import { QueuePage } from './pages/queue-page.ts'

/**
 * Drops `count` small files, then one large file of `gibibytes`, and kills the app three times during each.
 * Then counts the objects in the bucket and the messages in the queue. Not a test, because it takes minutes
 * and gigabytes of disk space.
 */
const [countText = '10000', gibibytesText = '5'] = process.argv.slice(2)
const count = Number(countText)
const largeBytes = Math.round(Number(gibibytesText) * 1024 ** 3)
const kills = 3
/** A message sent within this time before a kill counts as in flight. */
const inFlightWindowMs = 3_000
/** When the app was killed, by this computer's clock. */
const killedAt: number[] = []

interface Bridge {
  readonly remotejob: { invoke(channel: string, input: null): Promise<{ value: unknown }> }
}

async function ask<T>(app: App, channel: string): Promise<T> {
  const response = await app.page.evaluate(
    (name) => (globalThis as unknown as Bridge).remotejob.invoke(name, null),
    channel,
  )
  return response.value as T
}

/** Returns the number of unfinished transfers, and the bytes they still have to transfer. */
async function remaining(app: App): Promise<{ readonly files: number; readonly bytes: number }> {
  const { counts, transfers } = await ask<TransfersSnapshot>(app, 'transfers:list')
  const { done: _, cancelled, ...unfinished } = counts
  if (unfinished.failed > 0) throw new Error(`${unfinished.failed} transfers failed.`)
  const files = Object.values(unfinished).reduce((sum, one) => sum + one, 0)
  const bytes = transfers.reduce((sum, { bytesTotal, bytesDone, state }) => {
    return state === 'done' ? sum : sum + (bytesTotal ?? 0) - bytesDone
  }, 0)
  if (cancelled > 0) throw new Error('A transfer was cancelled unexpectedly.')
  return { files, bytes }
}

async function waitUntil(
  app: App,
  reached: (left: { files: number; bytes: number }) => boolean,
): Promise<void> {
  while (!reached(await remaining(app))) await app.page.waitForTimeout(50)
}

async function start(home: Home): Promise<App> {
  const app = await launchApp({ home })
  await new QueuePage(app.page).expectReady()
  return app
}

function logStep(text: string, since: number): void {
  process.stdout.write(
    `${text.padEnd(64)} ${((performance.now() - since) / 1000).toFixed(1).padStart(7)} s\n`,
  )
}

/** Drops a path, kills the app after a quarter, half and three quarters of it, and lets the last restart finish. */
async function drill(
  home: Home,
  path: string,
  what: string,
  left: 'files' | 'bytes',
  all: number,
): Promise<void> {
  const before = performance.now()
  let app = await start(home)
  await app.drop([path])
  // Before the window says so, the plans of the files may not be on disk yet.
  await app.page
    .getByText(/^[\d,]+ jobs? submitted$/)
    .first()
    .waitFor({ timeout: 120_000 })
  for (let kill = 1; kill <= kills; kill += 1) {
    const goal = all * (1 - kill / (kills + 1))
    await waitUntil(app, (now) => now[left] <= goal)
    const at = await remaining(app)
    killedAt.push(Date.now())
    await app.kill()
    logStep(`${what}: kill -9 with ${at[left].toLocaleString('en')} ${left} to go`, before)
    app = await start(home)
    const now = await remaining(app)
    logStep(`${what}: restarted with ${now[left].toLocaleString('en')} ${left} to go`, before)
  }
  await waitUntil(app, ({ files }) => files === 0)
  logStep(`${what}: all sent`, before)
  await app.close()
}

async function fileDigest(path: string): Promise<string> {
  const hash = createHash('sha256')
  for await (const chunk of createReadStream(path, { highWaterMark: 1 << 20 })) hash.update(chunk as Buffer)
  return hash.digest('hex')
}

/** Empties the queue like a worker, and compares every payload with the original file. */
async function checkResult(home: Home, digests: ReadonlyMap<string, string>): Promise<void> {
  const app = await start(home)
  const { endpoint } = await ask<{ endpoint: string }>(app, 'local:get')
  const keys = JSON.parse(await readFile(join(home.userData, 'local-keys.json'), 'utf8')) as {
    accessKeyId: string
    secretAccessKey: string
  }
  const region = 'us-west-1'
  const clients = createClients({ region, credentials: keys, s3Endpoint: endpoint, sqsEndpoint: endpoint })
  const queue = new JobQueue({ config: { name: 'demo', layout: 'in-out', statuses: ['pending'] }, clients })
  const seen = new Map<string, Pick<Job, 'id' | 'sentAt'>[]>()
  const names = new Set<string>()
  let corrupt = 0
  for (;;) {
    const jobs = await queue.nextBatch('pending', { waitSeconds: 1, leaseSeconds: 300 })
    if (jobs.length === 0) break
    for (const job of jobs) {
      const key = job.key ?? ''
      const copies = [...(seen.get(key) ?? []), job]
      seen.set(key, copies)
      if (copies.length > 1) continue
      const { stream, fields } = await queue.retrieve('in', key)
      const hash = createHash('sha256')
      for await (const chunk of stream) hash.update(chunk as Buffer)
      const name = fields['filename'] ?? ''
      names.add(name)
      if (hash.digest('hex') !== digests.get(name)) corrupt += 1
    }
    await queue.acknowledgeBatch(jobs)
  }
  let objects = 0
  let cursor: string | null = null
  do {
    const page: Awaited<ReturnType<JobQueue['list']>> = await queue.list('in', { cursor, limit: 1_000 })
    objects += page.objects.length
    cursor = page.next
  } while (cursor !== null)
  clients.close()
  await app.close()
  const messages = [...seen.values()].reduce((sum, copies) => sum + copies.length, 0)
  logCopies([...seen.values()].filter((copies) => copies.length > 1))
  const lost = [...digests.keys()].filter((name) => !names.has(name)).length
  process.stdout.write(
    [
      `files ${digests.size}`,
      `objects ${objects}`,
      `messages ${messages}`,
      `duplicates ${messages - seen.size}`,
      `lost ${lost}`,
      `corrupt ${corrupt}`,
    ].join(' · ') + '\n',
  )
  if (lost > 0 || corrupt > 0 || objects !== digests.size) process.exitCode = 1
}

/** Prints how long before each kill the duplicated messages were first sent. */
function logCopies(sentTwice: readonly (readonly Pick<Job, 'id' | 'sentAt'>[])[]): void {
  const deliveries = sentTwice.filter((copies) => new Set(copies.map(({ id }) => id)).size < copies.length)
  if (deliveries.length > 0) process.stdout.write(`${deliveries.length} messages were delivered twice\n`)
  const firsts = sentTwice.map((copies) => Math.min(...copies.map(({ sentAt }) => sentAt ?? 0)))
  for (const [index, at] of killedAt.entries()) {
    const before = firsts.filter(
      (sentAt) => sentAt <= at + inFlightWindowMs && at - sentAt < inFlightWindowMs,
    )
    if (before.length === 0) continue
    const [oldest, latest] = [at - Math.min(...before), at - Math.max(...before)]
    process.stdout.write(
      `kill ${index + 1}: ${before.length} messages were sent twice, first ${oldest} to ${latest} ms before it\n`,
    )
  }
}

const folder = await mkdtemp(join(tmpdir(), 'remotejob-drill-'))
try {
  const home = await makeHome(folder)
  const small = join(folder, 'small')
  await mkdir(small)
  const digests = new Map<string, string>()
  for (let number = 0; number < count; number += 1) {
    const name = `file-${String(number).padStart(5, '0')}.txt`
    const text = `${name}\n`.repeat(100 + (number % 400))
    await writeFile(join(small, name), text)
    digests.set(name, createHash('sha256').update(text).digest('hex'))
  }
  if (count > 0) await drill(home, small, `${count.toLocaleString('en')} files`, 'files', count)
  if (largeBytes > 0) {
    const large = join(folder, 'large.bin')
    await makeFile(large, largeBytes)
    digests.set('large.bin', await fileDigest(large))
    await drill(home, large, `${gibibytesText} GiB`, 'bytes', largeBytes)
  }
  await checkResult(home, digests)
} finally {
  await rm(folder, { recursive: true, force: true })
}

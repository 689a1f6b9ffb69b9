import { strict as assert } from 'node:assert'
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from '@playwright/test'
import { launchApp, makeHome } from '../e2e/app.ts'
import type { App } from '../e2e/app.ts'
import { QueuePage } from '../e2e/pages/queue-page.ts'
import type { OtherServer } from './servers/other-server.ts'

const queueName = 'interop-window'

/**
 * Processes a job in the window on a server: connect, add a job queue, drop a file, claim,
 * save, acknowledge.
 */
export async function tryWindow(server: OtherServer): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'interop-window-'))
  const home = await makeHome(folder)
  const app = await launchApp({ home })
  try {
    await new QueuePage(app.page).expectReady()
    await connect(app, server)
    const queue = new QueuePage(app.page)
    await queue.openQueue(queueName)
    await queue.expectReady(queueName)
    const path = join(folder, 'Grüße 🐈.txt')
    await writeFile(path, 'from the window')
    // Servers other than Local only estimate their counts, which the window marks.
    const pending = queue.number('Waiting').locator('b')
    await app.drop([path])
    await expect(pending).toHaveText(/^≈?1$/, { timeout: 30_000 })
    await queue.claimNext('Pending')
    await queue.act('Save & finish')
    await queue.job.getByRole('button', { name: 'Show in folder' }).waitFor({ timeout: 60_000 })
    await expect(pending).toHaveText(/^≈?0$/, { timeout: 30_000 })
    assert.deepEqual(await readdir(home.downloads), ['Grüße 🐈.txt'])
    assert.equal(await readFile(join(home.downloads, 'Grüße 🐈.txt'), 'utf8'), 'from the window')
    assert.deepEqual(app.faults, [])
  } finally {
    await app.close()
    await rm(folder, { recursive: true, force: true })
  }
}

type Bridge = {
  invoke(channel: string, input: unknown): Promise<{ readonly ok: boolean; readonly value: unknown }>
}

/** Adds the connection and its job queue. */
async function connect(app: App, { keys, s3Endpoint, sqsEndpoint }: OtherServer): Promise<void> {
  const text = `AWS_ACCESS_KEY_ID=${keys.accessKeyId}\nAWS_SECRET_ACCESS_KEY=${keys.secretAccessKey}\n`
  await app.electron.evaluate(({ clipboard }, lines) => clipboard.writeText(lines), text)
  const endpoint = { kind: 'endpoint', label: 'Server', region: 'us-west-1', s3Endpoint, sqsEndpoint }
  const config = { name: queueName, layout: 'in-out', statuses: ['pending', 'inprogress', 'completed'] }
  await app.page.evaluate(
    async ([added, queue]) => {
      const { remotejob } = globalThis as unknown as { readonly remotejob: Bridge }
      const call = async (channel: string, input: unknown): Promise<unknown> => {
        const { ok, value } = await remotejob.invoke(channel, input)
        if (!ok) throw new Error(`${channel} failed.`)
        return value
      }
      const { connectionId } = (await call('connections:add', added)) as { readonly connectionId: string }
      await call('connections:take-keys-from-clipboard', { connectionId })
      await call('connections:activate', { connectionId })
      await call('queues:add', { config: queue, create: true })
    },
    [endpoint, config] as const,
  )
}

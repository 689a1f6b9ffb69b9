import { readFile, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { PutObjectCommand } from '@aws-sdk/client-s3'
import { SendMessageCommand } from '@aws-sdk/client-sqs'
import { startScriptedProxy } from '../src/main/engine/testing/proxies/scripted-proxy.ts'
import { sqsCallOf } from '../src/main/engine/testing/proxies/holding-proxy.ts'
import { startServers, type TestServers } from '../src/main/engine/testing/servers.ts'
import { makeFile } from './app.ts'
import { expectNoFindings } from './axe.ts'
import { connectTo } from './connect-to.ts'
import { expect, test } from './fixtures.ts'
import { QueuePage } from './pages/queue-page.ts'
import { TransfersDrawer } from './pages/transfers-drawer.ts'

const pending = 'thumbnails-pending'

async function sendTo(servers: TestServers, body: string): Promise<void> {
  const QueueUrl = `${servers.sqsEndpoint}/000000000000/${pending}`
  const MessageAttributes = { traceparent: { DataType: 'String', StringValue: '00-0af7' } }
  await servers.clients().sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: body, MessageAttributes }))
}

test('shows, saves and opens messages from other programs', async ({ app, folder, home }) => {
  const servers = await startServers()
  const queue = new QueuePage(app.page)
  try {
    await queue.expectReady()
    await connectTo(app, servers.s3Endpoint, servers.sqsEndpoint)
    await queue.expectReady('thumbnails')

    const { s3 } = servers.clients()
    const Bucket = 'remotejobs-in-thumbnails'
    await s3.send(new PutObjectCommand({ Bucket, Key: 'in/red flower grün.jpg', Body: 'hello' }))
    const object = { key: 'in/red+flower+gr%C3%BCn.jpg' }
    await sendTo(servers, JSON.stringify({ Records: [{ s3: { bucket: { name: Bucket }, object } }] }))
    await queue.claimNext('Pending')
    await queue.openDetails()
    await expect(queue.job.getByText('S3 event')).toBeVisible()
    await expect(queue.job.getByText('00-0af7')).toBeVisible()
    await queue.act('Save & finish')
    await expect(queue.job.getByRole('button', { name: 'Show in folder' })).toBeVisible()
    expect(await readdir(home.downloads)).toEqual(['red flower grün.jpg'])

    const unknown = `["${'x'.repeat(5_000)}", 1.10]`
    await sendTo(servers, unknown)
    await queue.claimNext('Pending')
    await expect(queue.job).toContainText('The message is a JSON array of 2 values')
    await queue.openDetails()
    await queue.job.getByText('Raw message', { exact: true }).click()
    await queue.act('Show all 5,010 characters')
    await expect(queue.job).toContainText('1.10]')
    const goal = join(folder, 'message.txt')
    await app.chooseSavePath(goal)
    await queue.act('Save message as…')
    await expect.poll(() => readFile(goal, 'utf8').catch(() => null)).toBe(unknown)
    await expectNoFindings(app.page, 'a message from another program')
  } finally {
    await servers.stop()
  }
})

test('asks what to do with a job whose message the server did not confirm', async ({ app, folder }) => {
  const servers = await startServers()
  const sqs = await startScriptedProxy(servers.sqsEndpoint)
  const queue = new QueuePage(app.page)
  try {
    await queue.expectReady()
    await connectTo(app, servers.s3Endpoint, sqs.endpoint)
    await queue.expectReady('thumbnails')
    sqs.rewrite((request) => sqsCallOf(request).startsWith('SendMessage'), { response: () => 'OK' })
    const path = join(folder, 'cat.jpg')
    await makeFile(path, 100)
    await app.drop([path])
    await expect(queue.row(/cat\.jpg/)).toContainText('Not confirmed')
    const transfers = new TransfersDrawer(app.page)
    await transfers.open('Failed')
    const row = transfers.row('cat.jpg')
    await expect(row).toContainText('Uploaded, not confirmed')
    await expect(row).toContainText('Send it again, or mark it as sent.')
    await expectNoFindings(app.page, 'a job that is not confirmed')
    await row.getByRole('button', { name: 'Mark as sent' }).click()
    await expect(queue.row(/cat\.jpg/)).toContainText('In queue')
    await expect(queue.number('Waiting')).toContainText('≈1')
  } finally {
    await sqs.stop()
    await servers.stop()
  }
})

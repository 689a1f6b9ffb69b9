import { readFile } from 'node:fs/promises'
import type { IncomingMessage } from 'node:http'
import { join } from 'node:path'
import { startScriptedProxy } from '../src/main/engine/testing/proxies/scripted-proxy.ts'
import { startServers } from '../src/main/engine/testing/servers.ts'
import { expectNoFindings } from './axe.ts'
import { connectTo } from './connect-to.ts'
import { expect, test } from './fixtures.ts'
import { QueuePage } from './pages/queue-page.ts'

/** Matches SQS calls with this name. */
function target(name: string) {
  return ({ headers }: IncomingMessage): boolean => headers['x-amz-target'] === `AmazonSQS.${name}`
}

test('a check reports a missing permission with its statement, and completes a job queue', async ({
  app,
}) => {
  const servers = await startServers()
  const sqs = await startScriptedProxy(servers.sqsEndpoint)
  const { page } = app
  try {
    const queue = new QueuePage(page)
    await queue.expectReady()
    await connectTo(app, servers.s3Endpoint, sqs.endpoint)
    await queue.expectReady('thumbnails')
    sqs.respond(target('GetQueueAttributes'), {
      status: 403,
      headers: { 'content-type': 'application/x-amz-json-1.0' },
      body: JSON.stringify({ __type: 'com.amazonaws.sqs#AccessDeniedException', message: 'Denied.' }),
    })
    await queue.open('Settings')
    await page.getByRole('button', { name: 'Check connection Far away' }).click()
    const dialog = page.getByRole('dialog', { name: 'Check Far away' })
    await expect(dialog).toContainText('thumbnails is complete: 2 buckets, 3 queues.')
    await expect(dialog).toContainText(
      'the permission sqs:GetQueueAttributes is missing for thumbnails-pending.',
    )
    await expectNoFindings(page, 'a check', '[role=dialog]')
    await dialog.getByRole('button', { name: 'Copy statement' }).first().click()
    await expect(dialog.getByRole('button', { name: 'Copied' })).toBeVisible()
    const copied = await app.electron.evaluate(({ clipboard }) => clipboard.readText())
    expect(JSON.parse(copied)).toMatchObject({
      Action: ['sqs:GetQueueAttributes'],
      Resource: [expect.stringMatching(/:thumbnails-pending$/)],
    })

    sqs.reset()
    sqs.respond(target('GetQueueUrl'), {
      status: 400,
      headers: { 'content-type': 'application/x-amz-json-1.0' },
      body: JSON.stringify({ __type: 'com.amazonaws.sqs#QueueDoesNotExist', message: 'No such queue.' }),
    })
    await dialog.getByRole('button', { name: 'Check again' }).click()
    await dialog.getByRole('button', { name: 'Create what is missing…' }).click()
    const creating = page.getByRole('dialog', { name: 'Add a job queue' })
    await expect(creating.getByRole('button', { name: 'Create 3 queues, then add' })).toBeEnabled()
  } finally {
    await sqs.stop()
    await servers.stop()
  }
})

test('a plan can be changed and exported, and is then created as shown', async ({ app, folder }) => {
  const { page, electron } = app
  await new QueuePage(page).expectReady()
  await page.getByRole('button', { name: 'Add queue' }).click()
  const dialog = page.getByRole('dialog', { name: 'Add a job queue' })
  await dialog.getByRole('textbox', { name: 'Name' }).fill('renders')
  await dialog.getByRole('button', { name: 'Check', exact: true }).click()
  const plan = dialog.getByRole('list', { name: 'What is created' })
  await expect(plan.getByText('renders-pending')).toBeVisible()
  await dialog.getByRole('button', { name: 'Settings' }).click()
  await dialog.getByText('Dead-letter queue', { exact: true }).click()
  await expect(plan.getByText('moved to renders-dead after 5 receives').first()).toBeVisible()
  await expectNoFindings(page, 'a plan', '[role=dialog]')

  const path = join(folder, 'renders.tf')
  await electron.evaluate(({ dialog: native }, filePath) => {
    native.showSaveDialog = async () => ({ canceled: false, filePath })
  }, path)
  await dialog.getByRole('button', { name: 'Terraform…' }).click()
  const exported = page.getByRole('dialog', { name: 'Terraform configuration' })
  const text = await exported.getByRole('region', { name: 'Terraform configuration' }).textContent()
  await exported.getByRole('button', { name: 'Save…' }).click()
  await expect.poll(() => readFile(path, 'utf8').catch(() => null)).toBe(text)
  expect(text).toContain('resource "aws_sqs_queue" "renders_dead"')
  await page.keyboard.press('Escape')

  await dialog.getByRole('button', { name: 'Create 4 queues and 2 buckets, then add' }).click()
  await expect(dialog).toBeHidden()
  await new QueuePage(page).expectReady('renders')
})

import { startServers } from '../src/main/engine/testing/servers.ts'
import { JobQueue } from '../src/main/engine/job-queue/job-queue.ts'
import { expectNoFindings } from './axe.ts'
import { connectTo } from './connect-to.ts'
import { expect, test } from './fixtures.ts'

test('shows the queues of two connections, and raises an alarm once until it clears', async ({ app }) => {
  const servers = await startServers()
  const { page } = app
  await expect(page.getByRole('region', { name: 'Numbers for demo' })).toBeVisible()
  await app.electron.evaluate(({ BrowserWindow, Notification }) => {
    // A focused window shows the alarm itself.
    for (const window of BrowserWindow.getAllWindows()) window.isFocused = () => false
    const shown: string[] = []
    ;(globalThis as { shownNotices?: string[] }).shownNotices = shown
    Notification.isSupported = () => true
    Notification.prototype.show = function show(this: { readonly body: string }) {
      shown.push(this.body)
    }
  })
  await connectTo(app, servers.s3Endpoint, servers.sqsEndpoint)
  await page.getByRole('button', { name: /^All queues/ }).click()
  const grid = page.getByRole('grid', { name: 'Job queues' })
  await expect(grid.getByRole('row', { name: /demo.*Local/ })).toBeVisible()
  const far = grid.getByRole('row', { name: /thumbnails.*Far away/ })
  await expect(far.getByText('≈0').first()).toBeVisible()

  await page.getByRole('button', { name: 'Alarms…' }).click()
  const dialog = page.getByRole('dialog', { name: 'Alarms' })
  await dialog.getByRole('button', { name: 'Add alarm' }).click()
  await dialog.getByRole('textbox', { name: 'Over (jobs)' }).fill('2')
  await dialog.getByRole('textbox', { name: 'For (minutes)' }).fill('0')
  await expectNoFindings(page, 'alarms')
  await dialog.getByRole('button', { name: 'Save' }).click()
  await expect(dialog).toBeHidden()

  const config = { name: 'thumbnails', layout: 'in-out', statuses: ['pending'] } as const
  const clients = servers.clients()
  const queue = new JobQueue({ config: { ...config, statuses: [...config.statuses] }, clients })
  for (const body of ['a', 'b', 'c']) await queue.submit({ body })
  await page.getByRole('button', { name: 'thumbnails', exact: true }).last().click()
  await expect(page.getByRole('group', { name: 'Waiting' }).getByText('≈3')).toBeVisible({ timeout: 30_000 })
  const badge = page.getByRole('button', { name: /^All queues 1 alarm/ })
  await expect(badge).toBeVisible()
  await badge.click()
  await expect(far.getByText('3 waiting')).toBeVisible()
  await expectNoFindings(page, 'a raised alarm')
  const notices = (): Promise<readonly string[] | undefined> =>
    app.electron.evaluate(() => (globalThis as { shownNotices?: string[] }).shownNotices)
  await expect.poll(notices).toEqual(['3 waiting'])

  const job = await queue.next('pending')
  if (job !== null) await queue.acknowledge(job)
  await far.getByRole('button', { name: 'thumbnails' }).click()
  await expect(page.getByRole('group', { name: 'Waiting' }).getByText('≈2')).toBeVisible({ timeout: 30_000 })
  await expect(page.getByRole('button', { name: 'All queues', exact: true })).toBeVisible()
  expect(await notices()).toHaveLength(1)
  clients.close()
  await servers.stop()
})

test('shows messages from others within seconds, and its chart as a picture and as a table', async ({
  app,
}) => {
  const { page } = app
  const strip = page.getByRole('region', { name: 'Numbers for demo' })
  await expect(strip.getByRole('group', { name: 'Waiting' }).getByText('0', { exact: true })).toBeVisible()
  await strip.getByRole('button', { name: /Charts of/ }).click()
  const chart = page.getByRole('region', { name: 'Charts of demo' })
  await expect(chart.getByRole('img', { name: /over the last hour/ })).toBeVisible()
  await expectNoFindings(page, 'charts')
  await chart.getByRole('button', { name: '7 d' }).click()
  await expect(chart.getByRole('img', { name: /over the last week/ })).toBeVisible()
  await chart.getByRole('button', { name: 'Show as table' }).click()
  await expect(chart.getByRole('columnheader', { name: 'Waiting, highest' })).toBeVisible()
})

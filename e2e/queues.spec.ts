import { join } from 'node:path'
import { launchApp, makeFile } from './app.ts'
import { call } from './call.ts'
import { expect, test } from './fixtures.ts'
import { FilesPage } from './pages/files-page.ts'
import { QueuePage } from './pages/queue-page.ts'

test('lists the resources before it creates a queue, and keeps the queue after a restart', async ({
  folder,
  home,
}) => {
  const first = await launchApp({ home })
  const queue = new QueuePage(first.page)
  await queue.expectReady()
  await first.page.getByRole('button', { name: 'Add queue' }).click()
  const dialog = first.page.getByRole('dialog', { name: 'Add a job queue' })
  await dialog.getByRole('textbox', { name: 'Name' }).fill('Not Valid!')
  await expect(dialog.getByText(/lower-case letters/i).first()).toBeVisible()
  await dialog.getByRole('textbox', { name: 'Name' }).fill('thumbnails')
  for (const name of ['remotejobs-in-thumbnails', 'remotejobs-out-thumbnails', 'thumbnails-pending']) {
    await expect(dialog.getByText(name, { exact: true })).toBeVisible()
  }
  const check = dialog.getByRole('button', { name: 'Check', exact: true })
  const create = dialog.getByRole('button', { name: /^Create .*then add/ })
  await expect(check.or(create)).toBeVisible()
  if (await check.isVisible()) await check.click()
  await create.click()
  await expect(dialog).toBeHidden()
  await queue.expectReady('thumbnails')

  const path = join(folder, 'cat.jpg')
  await makeFile(path, 500)
  await first.drop([path])
  await queue.expectQueue('Pending', 1, 0)
  await first.close()
  expect(first.faults).toEqual([])

  const second = await launchApp({ home })
  const again = new QueuePage(second.page)
  // The app opens the queue that was shown last.
  await again.expectReady('thumbnails')
  await again.expectQueue('Pending', 1, 0)
  await again.openQueue()
  await again.expectReady()
  await second.close()
})

test('polls rarely while the window is hidden, and at once when it is shown again', async ({ app }) => {
  await new QueuePage(app.page).expectReady()
  // 0 while Local reports changes and there are none.
  const pause = async (): Promise<number> =>
    (await call(app.page, 'queues:list', null)).queues[0]?.intervalMs ?? Infinity
  await expect.poll(pause).toBeLessThan(60_000)
  await app.electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.hide())
  await expect.poll(pause).toBeGreaterThanOrEqual(60_000)
  expect(await pause()).toBeLessThan(Infinity)
  await app.electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.show())
  await expect.poll(pause).toBeLessThan(60_000)
})

test('lists the files of a queue, resubmits one, and deletes it', async ({ app, folder }) => {
  const path = join(folder, 'cat.jpg')
  await makeFile(path, 500)
  const queue = new QueuePage(app.page)
  const files = new FilesPage(app.page)
  await queue.expectReady()
  await queue.submitAndClaim(app, [path])
  await queue.act('Finish without saving…')
  await queue.confirm('Finish without saving')
  await queue.expectQueue('Pending', 0, 0)

  await queue.open('Files')
  await expect(files.row('cat.jpg')).toContainText('500 B')
  await files.select('cat.jpg')
  await files.submitAgain()
  await queue.openQueue()
  await queue.expectQueue('Pending', 1, 0)

  await queue.open('Files')
  await files.select('cat.jpg')
  await files.delete()
  await expect(files.view.getByText('500 B')).toHaveCount(0)

  // The deleted file's message still exists. Its claim shows that the payload is missing.
  await queue.openQueue()
  await queue.claimNext('Pending')
  await expect(queue.job).toContainText(/copy was deleted|not in the bucket/)
})

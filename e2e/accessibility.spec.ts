import { join } from 'node:path'
import { type App, launchApp, makeFile } from './app.ts'
import { expectNoFindings } from './axe.ts'
import { expect, test } from './fixtures.ts'
import { QueuePage } from './pages/queue-page.ts'
import { TransfersDrawer } from './pages/transfers-drawer.ts'

/** Checks an open dialog, and closes it. */
async function checkDialog({ page }: App, name: RegExp | string): Promise<void> {
  const dialog = page.getByRole('dialog', { name }).or(page.getByRole('alertdialog', { name }))
  await expect(dialog).toBeVisible()
  await expectNoFindings(page, String(name), '[role=dialog], [role=alertdialog]')
  await page.keyboard.press('Escape')
  await expect(dialog).toBeHidden()
}

/** Checks an open menu, and closes it. */
async function checkMenu({ page }: App, name: string): Promise<void> {
  await expect(page.getByRole('menu')).toBeVisible()
  await expectNoFindings(page, `the menu ${name}`)
  await page.keyboard.press('Escape')
  await expect(page.getByRole('menu')).toBeHidden()
}

/** Checks everything that opens from a queue and from a claimed job. */
async function checkQueue(app: App, queue: QueuePage, path: string): Promise<void> {
  const { page } = app
  await expectNoFindings(page, 'an empty queue')
  await queue.submitAndClaim(app, [path])
  await queue.openDetails()
  await expectNoFindings(page, 'a claimed job')
  for (const [action, dialog] of [
    ['Finish…', /^Finish/],
    ['Finish without saving…', /^Finish .* without saving it/],
    ['Hold back…', /^Hold this job back/],
    ['Send to the dead-letter queue…', /to the dead-letter queue/],
  ] as const) {
    await queue.act(action)
    await checkDialog(app, dialog)
  }
  await queue.job.getByRole('button', { name: 'More actions' }).click()
  await checkMenu(app, 'More actions')
  await queue.row(/cat\.jpg/).click({ button: 'right' })
  await checkMenu(app, 'of a job')
  await queue.header.getByRole('button', { name: 'More ways to claim' }).click()
  await checkMenu(app, 'More ways to claim')
  await queue.pick('More ways to claim', 'Claim a number')
  await checkDialog(app, /^Claim jobs of demo/)
  await queue.pick('More', 'Remove from sidebar')
  await checkDialog(app, /^Remove demo/)
  await page.getByRole('button', { name: /^Connection:/ }).click()
  await checkMenu(app, 'of the connections')
  await page.getByRole('button', { name: 'Add queue' }).click()
  await checkDialog(app, /^Add a job queue/)
  await app.drop([path], { alt: true })
  await checkDialog(app, /^Submit 1 file to/)

  await page.keyboard.press('Control+A')
  await expectNoFindings(page, 'selected jobs')
  await page.keyboard.press('Escape')
  const transfers = new TransfersDrawer(page)
  await transfers.open('Done')
  await expectNoFindings(page, 'transfers')
  await page.getByRole('combobox', { name: 'Speed limit' }).click()
  await expect(page.getByRole('listbox')).toBeVisible()
  await expectNoFindings(page, 'a list of choices', '[role=listbox]')
  await page.keyboard.press('Escape')
  await transfers.close()
  await page.getByRole('button', { name: /^Charts of/ }).click()
  await expectNoFindings(page, 'charts')
}

/** Checks the pages in a queue's menu, with their dialogs. */
async function checkQueuePages(app: App, queue: QueuePage): Promise<void> {
  const { page } = app
  await queue.pick('More', 'Dead letters')
  await expect(page.getByRole('region', { name: 'Dead letters' })).toBeVisible()
  await expectNoFindings(page, 'dead letters')
  await queue.openQueue()
  await queue.pick('More', 'Queue settings')
  await page.getByRole('button', { name: 'Change the visibility timeout of demo-pending' }).click()
  await checkDialog(app, 'Visibility timeout of demo-pending')
  await page.getByRole('button', { name: 'Set up a dead-letter queue…' }).click()
  await checkDialog(app, 'Set up a dead-letter queue')
  await page.getByRole('button', { name: 'Purge…' }).first().click()
  await checkDialog(app, 'Purge demo-pending?')
  await expectNoFindings(page, 'settings of the queue')
}

/** Checks the sidebar's views, with their dialogs and menus. */
async function checkViews(app: App, queue: QueuePage): Promise<void> {
  const { page } = app
  const show = async (view: Parameters<QueuePage['open']>[0]): Promise<void> => {
    await queue.open(view)
    await expect(page.getByRole('heading', { level: 1, name: view })).toBeVisible()
    await expectNoFindings(page, view)
  }
  await show('All queues')
  await page.getByRole('button', { name: 'Alarms…' }).click()
  await checkDialog(app, 'Alarms')
  await show('Needs you')
  await show('Mine now')
  await show('Results')
  await show('All jobs')
  await page.getByRole('button', { name: 'Export' }).click()
  await checkMenu(app, 'Export')
  await show('Files')
  await page.getByRole('button', { name: 'Submit again…' }).click()
  await checkDialog(app, 'Submit again')
  await page.getByRole('button', { name: 'Delete…' }).click()
  await checkDialog(app, 'Delete this file?')
  await show('Settings')
  await page.getByRole('button', { name: 'Add AWS profile…' }).click()
  await checkDialog(app, 'Add AWS profile')
  await page.getByRole('button', { name: 'Add custom endpoint…' }).click()
  await checkDialog(app, 'Add custom endpoint')
}

for (const theme of ['light', 'dark'] as const) {
  test(`axe finds no violations in any view, dialog or menu (${theme})`, async ({ home, folder }) => {
    test.setTimeout(240_000)
    const app = await launchApp({ home, theme })
    const queue = new QueuePage(app.page)
    await queue.expectReady()
    const path = join(folder, 'cat.jpg')
    await makeFile(path, 2_000)
    await checkQueue(app, queue, path)
    await checkQueuePages(app, queue)
    await checkViews(app, queue)
    await app.close()
    expect(app.faults).toEqual([])
  })
}

test('submit, claim, save and finish with a result using only the keyboard', async ({ app, folder }) => {
  const path = join(folder, 'cat.jpg')
  await makeFile(path, 2_000)
  const queue = new QueuePage(app.page)
  const { keyboard } = app.page
  await queue.expectReady()
  await app.choosePaths([path])
  await keyboard.press('Control+O')
  await expect(app.page.getByRole('dialog', { name: /^Submit 1 file to/ })).toBeVisible()
  await keyboard.press('Control+Enter')
  await queue.expectQueue('Pending', 1, 0)
  await keyboard.press('Control+J')
  await expect(queue.job.getByText('Mine', { exact: true })).toBeVisible({ timeout: 40_000 })
  await app.electron.evaluate(({ shell }) => {
    shell.openPath = () => Promise.resolve('')
  })
  await keyboard.press('o')
  await expect(queue.row(/cat\.jpg/)).toContainText('saved')
  await keyboard.press('Control+Enter')
  const dialog = app.page.getByRole('dialog', { name: /^Finish/ })
  await expect(dialog).toBeVisible()
  const choose = dialog.getByRole('button', { name: /Choose files/ })
  for (let presses = 0; presses < 20; presses += 1) {
    if (await choose.evaluate((element) => element === document.activeElement)) break
    await keyboard.press('Tab')
  }
  await keyboard.press('Enter')
  await expect(dialog.getByLabel('Name of cat.jpg')).toBeVisible()
  await keyboard.press('Control+Enter')
  await expect(queue.job.getByText('Finished', { exact: true }).first()).toBeVisible({ timeout: 30_000 })
  await queue.expectQueue('Pending', 0, 0)
})

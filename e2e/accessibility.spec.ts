import { join } from 'node:path'
import { AxeBuilder } from '@axe-core/playwright'
import { type App, launchApp, makeFile } from './app.ts'
import { expect, test } from './fixtures.ts'
import { QueuePage } from './pages/queue-page.ts'

async function expectNoFindings(app: App, where: string): Promise<void> {
  // Outside legacy mode axe opens a second page, which Electron does not allow.
  const { violations } = await new AxeBuilder({ page: app.page }).setLegacyMode(true).analyze()
  const found = violations.map(
    ({ id, nodes }) => `${where}: ${id} at ${nodes.map(({ target }) => String(target)).join(', ')}`,
  )
  expect(found).toEqual([])
}

async function expectDialogWithoutFindings(app: App, name: RegExp): Promise<void> {
  const dialog = app.page.getByRole('dialog', { name })
  await expect(dialog).toBeVisible()
  await expectNoFindings(app, String(name))
  await app.page.keyboard.press('Escape')
  await expect(dialog).toBeHidden()
}

for (const theme of ['light', 'dark'] as const) {
  test(`D5: axe finds no violations in any view, ${theme}`, async ({ home, folder }) => {
    const app = await launchApp({ home, theme })
    const queue = new QueuePage(app.page)
    await queue.expectReady()
    await expectNoFindings(app, 'an empty queue')

    const path = join(folder, 'cat.jpg')
    await makeFile(path, 2_000)
    await queue.submitAndClaim(app, [path])
    await expectNoFindings(app, 'a claimed job')
    await queue.act('Finish…')
    await expectDialogWithoutFindings(app, /^Finish/)
    await app.page.getByRole('button', { name: 'More ways to claim' }).click()
    await expectNoFindings(app, 'a menu')
    await app.page.keyboard.press('Escape')
    await app.page.keyboard.press('Control+A')
    await expectNoFindings(app, 'selected jobs')
    await app.page.keyboard.press('Escape')
    await queue.openTransfers('Done')
    await expectNoFindings(app, 'transfers')
    await app.page.keyboard.press('Escape')

    await app.page.getByRole('button', { name: 'Add queue' }).click()
    await expectDialogWithoutFindings(app, /^Add a job queue/)

    await app.drop([path], { alt: true })
    await expectDialogWithoutFindings(app, /^Submit 1 file to/)

    for (const view of [
      'All queues',
      'Needs you',
      'Mine now',
      'Results',
      'All jobs',
      'Files',
      'Settings',
    ] as const) {
      await queue.open(view)
      await expect(app.page.getByRole('heading', { level: 1, name: view })).toBeVisible()
      await expectNoFindings(app, view)
    }
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
  await queue.expectLane('Pending', 1, 0)
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
  await dialog.getByLabel('Name of cat.jpg').focus()
  await keyboard.press('Enter')
  await expect(queue.job.getByText('Finished', { exact: true }).first()).toBeVisible({ timeout: 30_000 })
  await queue.expectLane('Pending', 0, 0)
})

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
    await queue.act('Complete…')
    await expectDialogWithoutFindings(app, /^Complete/)
    await app.page.getByRole('tab', { name: /^Submitted/ }).click()
    await expectNoFindings(app, 'submitted jobs')

    await app.page.getByRole('button', { name: 'Add queue' }).click()
    await expectDialogWithoutFindings(app, /^Add a job queue/)

    await app.drop([path], { alt: true })
    await expectDialogWithoutFindings(app, /^Submit 1 file to/)

    // A fading toast would fail the contrast check.
    await expect(app.page.getByRole('button', { name: 'Show transfers' })).toBeHidden({ timeout: 10_000 })
    for (const view of ['Transfers', 'Objects', 'History', 'Settings'] as const) {
      await queue.open(view)
      await expect(app.page.getByRole('region', { name: view, exact: true })).toBeVisible()
      await expectNoFindings(app, view)
    }
    await app.close()
    expect(app.faults).toEqual([])
  })
}

test('submit, claim, save and acknowledge using only the keyboard', async ({ app, folder }) => {
  const path = join(folder, 'cat.jpg')
  await makeFile(path, 2_000)
  const queue = new QueuePage(app.page)
  await queue.expectReady()
  await app.choosePaths([path])
  await app.page.keyboard.press('Control+O')
  await queue.expectLane('Pending', 1, 0)
  await app.page.keyboard.press('Control+J')
  await expect.poll(() => queue.claimedCount(), { timeout: 30_000 }).toBe(1)
  const primary = queue.job.getByRole('button', { name: 'Save & acknowledge' })
  await expect(primary).toBeVisible()
  for (let presses = 0; presses < 60; presses += 1) {
    if (await primary.evaluate((element) => element === document.activeElement)) break
    await app.page.keyboard.press('Tab')
  }
  await expect(primary).toBeFocused()
  await app.page.keyboard.press('Enter')
  await queue.expectLane('Pending', 0, 0)
})

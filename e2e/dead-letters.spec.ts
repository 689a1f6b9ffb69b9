import { join } from 'node:path'
import type { Locator, Page } from '@playwright/test'
import { makeFile, type App } from './app.ts'
import { expectNoFindings } from './axe.ts'
import { expect, test } from './fixtures.ts'
import { LocalWorker } from './local-queues.ts'

async function openFromMenu(page: Page, item: string): Promise<void> {
  await page.getByRole('main').getByRole('button', { name: 'More', exact: true }).click()
  await page.getByRole('menuitem', { name: item }).click()
}

/** Gives `demo` a dead-letter queue through the window. One receive makes a message a dead letter. */
async function setUp(page: Page): Promise<void> {
  await expect(page.getByRole('heading', { level: 1, name: 'demo' })).toBeVisible()
  await openFromMenu(page, 'Queue settings')
  const view = page.getByRole('region', { name: 'Queue settings' })
  await expect(view.getByText('demo-pending', { exact: true })).toBeVisible()
  await view.getByRole('button', { name: 'Set up a dead-letter queue…' }).click()
  const dialog = page.getByRole('dialog', { name: 'Set up a dead-letter queue' })
  await dialog.getByRole('textbox', { name: /^Receives/ }).fill('1')
  await expect(dialog.getByText('demo-dead after 1 receive')).toBeVisible()
  await dialog.getByRole('button', { name: 'Set up' }).click()
  await expect(view.getByText('Dead-letter queue', { exact: true }).first()).toBeVisible()
}

/** Submits files, and lets a worker fail at each job until it is dead. */
async function kill(app: App, folder: string, names: readonly string[]): Promise<LocalWorker> {
  const paths = names.map((name) => join(folder, name))
  for (const path of paths) await makeFile(path, 100)
  await app.drop(paths)
  const worker = await LocalWorker.of(app)
  let received = 0
  await expect
    .poll(async () => (received += await worker.fail('demo-pending')), { timeout: 30_000 })
    .toBe(names.length)
  expect(await worker.fail('demo-pending')).toBe(0)
  return worker
}

/** Presses Tab until the element has the focus. */
async function tabTo(page: Page, element: Locator): Promise<void> {
  for (let presses = 0; presses < 60; presses += 1) {
    if (await element.evaluate((one) => one === document.activeElement)) return
    await page.keyboard.press('Tab')
  }
  throw new Error('Tab does not reach the element.')
}

test('a dead letter is received, edited and resubmitted, and the server resubmits the others', async ({
  app,
  folder,
}) => {
  const { page } = app
  await setUp(page)
  const worker = await kill(app, folder, ['page-07.txt', 'page-08.txt', 'page-09.txt'])
  await page.getByRole('button', { name: 'Show dead letters' }).click()

  const view = page.getByRole('region', { name: 'Dead letters' })
  await expect(view.getByText('demo-pending after 1 receive')).toBeVisible()
  await view.getByRole('button', { name: 'Receive to inspect…' }).click()
  const receive = page.getByRole('dialog', { name: 'Receive to inspect' })
  await expect(receive.getByText(/counts as a receive/)).toBeVisible()
  await receive.getByRole('button', { name: 'Receive', exact: true }).click()
  await expect(view.getByRole('row')).toHaveCount(2)
  await expect(view.getByText('2 receives, this one included')).toBeVisible()
  await expect(view.getByRole('button', { name: 'Show 1 job' })).toBeVisible()

  await view.getByRole('button', { name: 'Edit…' }).click()
  const edit = page.getByRole('dialog', { name: 'Edit and submit again' })
  const body = edit.getByRole('textbox', { name: 'Message body' })
  await body.fill((await body.inputValue()).replace(/"name": "[^"]*"/, '"name": "repaired"'))
  await edit.getByRole('button', { name: 'Submit again' }).click()
  await expect(view.getByText('No message received')).toBeVisible()
  expect(await worker.take('demo-pending')).toEqual([expect.stringContaining('"name":"repaired"')])

  await view.getByRole('button', { name: 'Submit all again…' }).click()
  await page.getByRole('alertdialog').getByRole('button', { name: 'Submit all again' }).click()
  await expect(view.getByText('All submitted again: 2 messages.')).toBeVisible({ timeout: 30_000 })
  expect(await worker.take('demo-pending')).toHaveLength(2)
  worker.close()
})

test('all dead letters can be resubmitted by keyboard, in a dialog without axe violations', async ({
  app,
  folder,
}) => {
  const { page } = app
  const { keyboard } = page
  await setUp(page)
  const worker = await kill(app, folder, ['page-07.txt', 'page-08.txt'])
  await keyboard.press('Control+K')
  await expect(page.getByRole('combobox', { name: /^Find a command/ })).toBeFocused()
  await keyboard.type('dead letters of demo')
  await expect(page.getByRole('option').first()).toContainText('Dead letters of demo')
  await keyboard.press('Enter')
  const view = page.getByRole('region', { name: 'Dead letters' })
  await expect(view.getByText('demo-pending after 1 receive')).toBeVisible()
  const submit = view.getByRole('button', { name: 'Submit all again…' })
  await tabTo(page, submit)

  await keyboard.press('Enter')
  const dialog = page.getByRole('alertdialog', { name: 'Submit all dead letters again?' })
  const [cancel, confirm] = ['Cancel', 'Submit all again'].map((name) => dialog.getByRole('button', { name }))
  if (cancel === undefined || confirm === undefined) throw new Error('no buttons')
  await expect(dialog).toHaveAccessibleDescription(/is sent to the queue that it came from.*You can cancel/)
  // Enter alone must not submit anything.
  await expect(cancel).toBeFocused()
  for (const theme of ['light', 'dark'] as const) {
    await app.electron.evaluate(({ nativeTheme }, source) => {
      nativeTheme.themeSource = source
    }, theme)
    await expect
      .poll(() => page.evaluate(() => matchMedia('(prefers-color-scheme: dark)').matches))
      .toBe(theme === 'dark')
    await expectNoFindings(page, `submit all again, ${theme}`, '[role=alertdialog]')
  }
  await keyboard.press('Tab')
  await expect(confirm).toBeFocused()
  await keyboard.press('Tab')
  await expect(cancel).toBeFocused()
  await keyboard.press('Escape')
  await expect(dialog).toBeHidden()
  await expect(submit).toBeFocused()

  await keyboard.press('Enter')
  await expect(cancel).toBeFocused()
  await keyboard.press('Shift+Tab')
  await expect(confirm).toBeFocused()
  await keyboard.press('Enter')
  await expect(view.getByText('All submitted again: 2 messages.')).toBeVisible({ timeout: 30_000 })
  // The focus is back where it was.
  await expect(submit).toBeFocused()
  expect(await worker.take('demo-pending')).toHaveLength(2)
  worker.close()
})

test("a queue is purged after typing its name, and Undo resends this computer's jobs", async ({
  app,
  folder,
}) => {
  const { page } = app
  await expect(page.getByRole('heading', { level: 1, name: 'demo' })).toBeVisible()
  const path = join(folder, 'cat.jpg')
  await makeFile(path, 500)
  await app.drop([path])
  // The new job takes the focus.
  await expect(page.getByRole('row', { name: /cat\.jpg/ })).toBeVisible()
  await openFromMenu(page, 'Queue settings')
  const view = page.getByRole('region', { name: 'Queue settings' })
  // The message is held back for a moment, so that the drop can be taken back.
  await expect(async () => {
    await view.getByRole('button', { name: 'Refresh' }).click()
    await expect(view.getByText('1 waiting, 0 in flight')).toBeVisible({ timeout: 1_000 })
  }).toPass({ timeout: 30_000 })

  await view.getByRole('button', { name: 'Purge…' }).first().click()
  const dialog = page.getByRole('dialog', { name: 'Purge demo-pending?' })
  await expect(
    dialog.getByText(/Undo can send 1 job from this computer again.*until Remotejob is closed/),
  ).toBeVisible()
  const purge = dialog.getByRole('button', { name: 'Purge', exact: true })
  await expect(purge).toBeDisabled()
  await dialog.getByRole('textbox', { name: 'Type demo-pending to confirm' }).fill('demo-pending')
  await purge.click()
  await expect(view.getByText('0 waiting, 0 in flight').first()).toBeVisible()

  await view.getByRole('button', { name: 'Purge…' }).first().click()
  await expect(page.getByText(/Try again in \d+ s/)).toBeVisible()
  await page.keyboard.press('Escape')

  await view.getByRole('button', { name: 'Undo' }).click()
  await expect(view.getByText('1 job sent to demo-pending again')).toBeVisible()
  const worker = await LocalWorker.of(app)
  expect(await worker.take('demo-pending')).toEqual([expect.stringContaining('cat.jpg')])
  worker.close()
})

test('safe settings change after a preview', async ({ app }) => {
  const { page } = app
  await expect(page.getByRole('heading', { level: 1, name: 'demo' })).toBeVisible()
  await openFromMenu(page, 'Queue settings')
  await page.getByRole('button', { name: 'Change the visibility timeout of demo-pending' }).click()
  const dialog = page.getByRole('dialog', { name: 'Visibility timeout of demo-pending' })
  await dialog.getByRole('textbox').fill('90')
  await expect(dialog.getByText('30 s → 1 min 30 s')).toBeVisible()
  await dialog.getByRole('button', { name: 'Change', exact: true }).click()
  await expect(page.getByRole('cell', { name: '1 min 30 s' })).toBeVisible()
})

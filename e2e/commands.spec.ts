import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type App, launchApp } from './app.ts'
import { expectNoFindings } from './axe.ts'
import { expect, test } from './fixtures.ts'

async function expectReady({ page }: App): Promise<void> {
  await expect(page.getByRole('heading', { level: 1, name: 'demo' })).toBeVisible({ timeout: 30_000 })
}

async function openPalette(app: App) {
  await app.page.keyboard.press('Control+K')
  const field = app.page.getByRole('combobox', { name: /^Find a command/ })
  await expect(field).toBeFocused()
  return field
}

test('the palette finds a view, and lists recent commands first, even after a restart', async ({ home }) => {
  const first = await launchApp({ home })
  await expectReady(first)
  await openPalette(first)
  await first.page.keyboard.type('sett')
  await first.page.keyboard.press('Enter')
  await expect(first.page.getByRole('region', { name: 'Settings', exact: true })).toBeVisible()
  // The page has not yet saved the command. Quitting waits for it.
  await first.close()
  expect(JSON.parse(await readFile(join(home.userData, 'view.json'), 'utf8'))).toMatchObject({
    palette: ['place settings'],
  })

  const second = await launchApp({ home })
  // The view is restored too.
  await expect(second.page.getByRole('region', { name: 'Settings', exact: true })).toBeVisible()
  await openPalette(second)
  await expect(second.page.getByRole('option').first()).toContainText('Settings')
  await second.close()
  expect(second.faults).toEqual([])
})

test('text typed right after Ctrl+K reaches the palette, and later text reaches the field that it opens', async ({
  app,
}) => {
  const { page } = app
  await expectReady(app)
  await page.keyboard.press('Control+K')
  await page.keyboard.type('sett')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('region', { name: 'Settings', exact: true })).toBeVisible()
  await page.keyboard.press('Control+K')
  await page.keyboard.type('find')
  await page.keyboard.press('Enter')
  await page.keyboard.type('claims')
  await expect(page.getByRole('searchbox', { name: 'Find a setting' })).toHaveValue('claims')
})

for (const theme of ['light', 'dark'] as const) {
  test(`axe finds no violations in the palette and the shortcuts sheet, ${theme}`, async ({ home }) => {
    const app = await launchApp({ home, theme })
    await expectReady(app)
    await expectNoFindings(app.page, 'first steps', '[aria-label="First steps"]')
    await openPalette(app)
    await expectNoFindings(app.page, 'the palette', '[role=dialog]')
    await app.page.keyboard.press('Escape')
    await app.page.keyboard.press('Shift+?')
    const sheet = app.page.getByRole('dialog', { name: 'Keyboard shortcuts' })
    await expect(sheet).toBeVisible()
    await expectNoFindings(app.page, 'the sheet', '[role=dialog]')
    await app.page.keyboard.press('Escape')
    await expect(sheet).toBeHidden()
    await app.close()
    expect(app.faults).toEqual([])
  })
}

test('the app has its own font, which is loaded once the window is ready', async ({ app }) => {
  await expectReady(app)
  const loaded = await app.page.evaluate(() =>
    [...document.fonts]
      .filter(({ status }) => status === 'loaded')
      .map(({ family }) => family.replaceAll('"', '')),
  )
  expect(loaded).toContain('Inter Variable')
})

test('the window opens at its last position, unless that is off screen', async ({ home }) => {
  const first = await launchApp({ home })
  await first.electron.evaluate(({ BrowserWindow }) =>
    BrowserWindow.getAllWindows()[0]?.setBounds({ x: 40, y: 30, width: 900, height: 640 }),
  )
  // The window system applies the bounds later.
  await expect.poll(() => first.page.evaluate(() => window.outerWidth)).toBe(900)
  await first.close()
  const second = await launchApp({ home })
  const bounds = await second.electron.evaluate(({ BrowserWindow }) =>
    BrowserWindow.getAllWindows()[0]?.getBounds(),
  )
  expect(bounds).toMatchObject({ width: 900, height: 640 })
  await second.close()
})

test('the menu contains the commands, and no developer tools', async ({ app }) => {
  await expectReady(app)
  const labels = await app.electron.evaluate(({ Menu }) =>
    (Menu.getApplicationMenu()?.items ?? []).flatMap(({ submenu }) =>
      (submenu?.items ?? []).map(({ label, role }) => role ?? label),
    ),
  )
  expect(labels).toContain('Claim next')
  expect(labels).toContain('Keyboard shortcuts')
  expect(labels.map((label) => label.toLowerCase())).not.toContain('toggledevtools')
  // A command in the menu reaches the page.
  await app.electron.evaluate(({ Menu }) => {
    const items = (Menu.getApplicationMenu()?.items ?? []).flatMap(({ submenu }) => submenu?.items ?? [])
    items.find(({ label }) => label === 'Keyboard shortcuts')?.click()
  })
  await expect(app.page.getByRole('dialog', { name: 'Keyboard shortcuts' })).toBeVisible()
})

test("the first steps follow the user's actions, can start from a sample, and stay closed once dismissed", async ({
  app,
}) => {
  await expectReady(app)
  const steps = app.page.getByRole('region', { name: 'First steps' })
  await expect(steps.locator('[aria-current=step]')).toContainText('Submit a file')
  await steps.getByRole('button', { name: 'Use a sample' }).click()
  await expect(steps.locator('[aria-current=step]')).toContainText('Claim its job')
  await steps.getByRole('button', { name: 'Claim next' }).click()
  await expect(steps.locator('[aria-current=step]')).toContainText('Finish it with a result')
  await steps.getByRole('button', { name: 'Close the first steps for good' }).click()
  await expect(steps).toBeHidden()
})

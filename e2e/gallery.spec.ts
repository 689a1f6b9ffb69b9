import { join } from 'node:path'
import { _electron, type Page } from '@playwright/test'
import { AxeBuilder } from '@axe-core/playwright'
import { electronPath } from './app.ts'
import { expect, test } from './fixtures.ts'
import { serveBuiltGallery } from './gallery-server.ts'

/** Sections that also have right-to-left pictures. */
const mirrored: readonly string[] = ['sidebar', 'jobs', 'fields', 'claim']

/** Checks the section on screen with axe, and compares it with its picture. */
async function check(
  page: Page,
  section: string,
  theme: string,
  picture = `${section}-${theme}`,
): Promise<void> {
  await expect(page.locator(`[data-section="${section}"]`)).toBeAttached()
  await expect(page.locator('html')).toHaveAttribute('data-theme', theme)
  await page.evaluate(() => document.fonts.ready)
  // For a moment, colours may still be those of the other theme, so only violations that last count.
  await expect.soft(() => expectNoFindings(page, section, theme)).toPass({ timeout: 15_000 })
  await expect.soft(page).toHaveScreenshot(`${picture}.png`, {
    maxDiffPixelRatio: 0.02,
    animations: 'disabled',
    caret: 'hide',
    fullPage: true,
  })
}

async function expectNoFindings(page: Page, section: string, theme: string): Promise<void> {
  const { violations } = await new AxeBuilder({ page })
    .setLegacyMode(true)
    .disableRules('page-has-heading-one')
    .analyze()
  expect(
    violations.map(({ id, nodes }) => `${section} ${theme}: ${id} at ${String(nodes[0]?.target)}`),
  ).toEqual([])
}

test('every component looks like its picture in both themes, and has no axe violations', async ({
  folder,
}) => {
  test.setTimeout(600_000)
  const { url, close } = await serveBuiltGallery()
  const electron = await _electron.launch({
    executablePath: electronPath(),
    args: [
      join(import.meta.dirname, 'gallery-app'),
      `--user-data-dir=${join(folder, 'data')}`,
      '--force-device-scale-factor=1',
      '--font-render-hinting=none',
      url,
    ],
    env: { ...process.env, TZ: 'UTC' },
    colorScheme: null,
    chromiumSandbox: process.env['REMOTEJOB_SANDBOX'] !== '0',
  })
  const page = await electron.firstWindow()
  await page.emulateMedia({ reducedMotion: 'reduce' })
  // A fixed clock, so that ages and times of day are the same in each run.
  await page.clock.setFixedTime('2026-11-24T12:00:00Z')
  await expect(page.locator('nav')).toBeVisible()
  const sections = await page.locator('nav option:enabled').allTextContents()
  expect(sections.length).toBeGreaterThan(30)
  for (const theme of ['light', 'dark'] as const) {
    for (const section of sections) {
      // Reloading the page closes dialogs and resets what the previous section has changed.
      await page.goto('about:blank')
      await page.goto(`${url}#${section},${theme}`)
      await check(page, section, theme)
    }
  }
  for (const section of mirrored) {
    await page.goto('about:blank')
    await page.goto(`${url}#${section},light,rtl`)
    await check(page, section, 'light', `${section}-rtl`)
  }
  await electron.close()
  await close()
})

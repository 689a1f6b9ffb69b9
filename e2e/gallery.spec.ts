import { join } from 'node:path'
import { _electron } from '@playwright/test'
import { AxeBuilder } from '@axe-core/playwright'
import { electronPath } from './app.ts'
import { expect, test } from './fixtures.ts'
import { serveBuiltGallery } from './gallery-server.ts'

const sections = ['colours', 'text', 'controls', 'fields', 'feedback', 'toast', 'layout', 'dialog'] as const

test('every component looks like its picture in both themes, and axe finds nothing', async ({ folder }) => {
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
    colorScheme: null,
    chromiumSandbox: process.env['REMOTEJOB_SANDBOX'] !== '0',
  })
  const page = await electron.firstWindow()
  await page.emulateMedia({ reducedMotion: 'reduce' })
  for (const theme of ['light', 'dark'] as const) {
    for (const section of sections) {
      // Navigating by URL closes the dialog together with its section.
      await page.goto(`${url}#${section},${theme}`)
      await expect(page.locator(`[data-section=${section}]`)).toBeAttached()
      await page.evaluate(() => document.fonts.ready)
      const { violations } = await new AxeBuilder({ page })
        .setLegacyMode(true)
        .disableRules('page-has-heading-one')
        .analyze()
      expect(
        violations.map(({ id, nodes }) => `${section} ${theme}: ${id} at ${String(nodes[0]?.target)}`),
      ).toEqual([])
      await expect(page).toHaveScreenshot(`${section}-${theme}.png`, {
        maxDiffPixelRatio: 0.02,
        animations: 'disabled',
        caret: 'hide',
      })
    }
  }
  await electron.close()
  await close()
})

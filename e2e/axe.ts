import { AxeBuilder } from '@axe-core/playwright'
import { expect, type Page } from '@playwright/test'

/** The rules whose result depends on the theme. */
const themeRules = ['color-contrast', 'link-in-text-block']

/**
 * Checks the whole window, or the elements that match the selector, with axe. In the dark theme it checks only
 * colours, because every test also runs in the light theme. `where` appears in the error.
 */
export async function expectNoFindings(page: Page, where: string, selector?: string): Promise<void> {
  // Without legacy mode, axe opens a second page, which Electron does not allow.
  const axe = new AxeBuilder({ page }).setLegacyMode(true)
  const isDark = await page.evaluate(() => matchMedia('(prefers-color-scheme: dark)').matches)
  if (isDark) axe.withRules(themeRules)
  if (selector !== undefined) axe.include(selector)
  const { violations } = await axe.analyze()
  const found = violations.map(
    ({ id, nodes }) => `${where}: ${id} at ${nodes.map(({ target }) => String(target)).join(', ')}`,
  )
  expect(found).toEqual([])
}

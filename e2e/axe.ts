import { AxeBuilder } from '@axe-core/playwright'
import { expect, type Page } from '@playwright/test'

/**
 * Checks the whole window, or the elements that match the selector, with axe. `where` appears in the error.
 */
export async function expectNoFindings(page: Page, where: string, selector?: string): Promise<void> {
  // Outside legacy mode axe opens a second page, which Electron does not allow.
  const axe = new AxeBuilder({ page }).setLegacyMode(true)
  const { violations } = await (selector === undefined ? axe : axe.include(selector)).analyze()
  const found = violations.map(
    ({ id, nodes }) => `${where}: ${id} at ${nodes.map(({ target }) => String(target)).join(', ')}`,
  )
  expect(found).toEqual([])
}

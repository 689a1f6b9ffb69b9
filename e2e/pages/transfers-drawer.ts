import { expect, type Locator, type Page } from '@playwright/test'

/** The transfers above the status bar. */
export class TransfersDrawer {
  readonly #page: Page
  readonly drawer: Locator
  readonly list: Locator

  constructor(page: Page) {
    this.#page = page
    this.drawer = page.getByRole('region', { name: 'Transfers', exact: true })
    this.list = this.drawer.getByRole('region', { name: 'List of transfers' })
  }

  /** Opens the drawer, and shows one of its groups. */
  async open(group: 'Moving' | 'Waiting' | 'Failed' | 'Done'): Promise<void> {
    if (!(await this.drawer.isVisible())) await this.#page.keyboard.press('Control+T')
    await expect(this.drawer).toBeVisible()
    await this.drawer.getByRole('button', { name: new RegExp(`^${group}`) }).click()
  }

  row(name: string): Locator {
    return this.list.getByRole('listitem').filter({ hasText: name })
  }

  async chooseLimit(name: string): Promise<void> {
    await this.drawer.getByRole('combobox', { name: 'Speed limit' }).click()
    await this.#page.getByRole('option', { name, exact: true }).click()
  }

  async close(): Promise<void> {
    await this.drawer.getByRole('button', { name: 'Close the transfers' }).click()
    await expect(this.drawer).toBeHidden()
  }
}

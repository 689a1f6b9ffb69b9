import { expect, type Locator, type Page } from '@playwright/test'

/** The files in a job queue's buckets. */
export class FilesPage {
  readonly view: Locator
  readonly grid: Locator
  /** The selected file's preview. */
  readonly preview: Locator
  readonly #page: Page

  constructor(page: Page) {
    this.#page = page
    this.view = page.getByRole('region', { name: 'Files', exact: true })
    this.grid = this.view.getByRole('grid', { name: 'Files' })
    this.preview = this.view.getByRole('region', { name: 'Preview' })
  }

  /** Returns a file's row. Its name is read only while the row is on screen. */
  row(name: string): Locator {
    return this.grid.getByRole('row').filter({ has: this.cell(name) })
  }

  cell(name: string): Locator {
    return this.#page.getByRole('gridcell', { name, exact: true })
  }

  /** Selects only this file, and waits for its details. */
  async select(name: string): Promise<void> {
    await this.cell(name).click()
    await expect(this.view.getByRole('heading', { name, exact: true })).toBeVisible()
  }

  /** Submits the selected files again, to the first status. */
  async submitAgain(): Promise<void> {
    await this.view.getByRole('button', { name: 'Submit again…' }).click()
    const dialog = this.#page.getByRole('dialog', { name: 'Submit again' })
    await dialog.getByRole('button', { name: 'Submit', exact: true }).click()
    await expect(dialog).toBeHidden()
  }

  /** Deletes the selected files after confirmation. */
  async delete(): Promise<void> {
    await this.view.getByRole('button', { name: 'Delete…' }).click()
    const dialog = this.#page.getByRole('alertdialog')
    await dialog.getByRole('button', { name: 'Delete' }).click()
    await expect(dialog).toBeHidden()
  }
}

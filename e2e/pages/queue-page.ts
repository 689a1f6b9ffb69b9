import { expect, type Locator, type Page } from '@playwright/test'
import type { App } from '../app.ts'

/** The page of a job queue, found by roles and names as a user finds it. */
export class QueuePage {
  readonly page: Page
  /** The details of the selected claimed job. */
  readonly job: Locator

  constructor(page: Page) {
    this.page = page
    this.job = page.getByRole('region', { name: /^Job / })
  }

  lane(name: 'Pending' | 'In progress' | 'Completed'): Locator {
    return this.page.getByRole('region', { name, exact: true })
  }

  /** Waits until a lane shows this many visible and in-flight messages. */
  async expectLane(
    name: 'Pending' | 'In progress' | 'Completed',
    visible: number,
    inFlight: number,
  ): Promise<void> {
    const lane = this.lane(name)
    await expect(lane.getByText(`${inFlight} in flight`)).toBeVisible({ timeout: 30_000 })
    await expect(lane.locator('p').first()).toHaveText(visible.toLocaleString('en'), { timeout: 30_000 })
  }

  /** Waits until the connection is ready and the queue is shown. */
  async expectReady(name = 'demo'): Promise<void> {
    await expect(this.page.getByRole('heading', { level: 1, name })).toBeVisible()
    await expect(this.lane('Pending').getByText('in flight')).toBeVisible({ timeout: 30_000 })
  }

  async claimNext(from: 'Pending' | 'In progress' | 'Completed'): Promise<void> {
    const before = await this.claimedCount()
    await this.page.getByRole('button', { name: `Claim next from ${from}` }).click()
    await expect.poll(() => this.claimedCount(), { timeout: 40_000 }).toBe(before + 1)
    await expect(this.job.getByText('Received', { exact: true })).toBeVisible()
  }

  /** Drops one file and claims its job. */
  async submitAndClaim(app: App, paths: readonly [string]): Promise<void> {
    await app.drop(paths)
    await this.expectLane('Pending', 1, 0)
    await this.claimNext('Pending')
  }

  /** The number of claims in the list, including finished ones. */
  async claimedCount(): Promise<number> {
    const grid = this.page.getByRole('grid', { name: 'Claimed jobs' })
    if ((await grid.count()) === 0) return 0
    return Number(await grid.getAttribute('aria-rowcount')) - 1
  }

  async act(name: string): Promise<void> {
    await this.job.getByRole('button', { name, exact: true }).click()
  }

  async confirm(name: string): Promise<void> {
    await this.page
      .getByRole('alertdialog')
      .or(this.page.getByRole('dialog'))
      .getByRole('button', { name })
      .click()
  }

  async open(view: 'Transfers' | 'Objects' | 'History' | 'Settings'): Promise<void> {
    await this.page.getByRole('navigation', { name: 'Views' }).getByRole('button', { name: view }).click()
  }

  async openQueue(name = 'demo'): Promise<void> {
    await this.page
      .getByRole('complementary', { name: 'Sidebar' })
      .getByRole('button', { name: new RegExp(`^${name}`) })
      .click()
  }
}

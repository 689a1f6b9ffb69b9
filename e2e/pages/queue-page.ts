import { expect, type Locator, type Page } from '@playwright/test'
import type { App } from '../app.ts'
import { call } from '../call.ts'

type StatusName = 'Pending' | 'In progress' | 'Completed'

const statuses = { Pending: 'pending', 'In progress': 'inprogress', Completed: 'completed' } as const

/** A job queue's page, whose elements are located by role and name. */
export class QueuePage {
  readonly page: Page
  /** The selected job's details. */
  readonly job: Locator
  /** The job list. */
  readonly list: Locator
  /** The queue's name, and its main actions. */
  readonly header: Locator

  constructor(page: Page) {
    this.page = page
    this.header = page.getByRole('main').locator('header').first()
    this.job = page.getByRole('region', { name: /^Job / })
    this.list = page.getByRole('grid')
  }

  /** Returns one of the queue's numbers. */
  number(name: 'Waiting' | 'Working' | 'Finished' | 'Dead'): Locator {
    return this.page.getByRole('group', { name, exact: true })
  }

  /** Returns the row for a job or a group. */
  row(name: string | RegExp): Locator {
    return this.list.getByRole('row', { name })
  }

  /**
   * Waits until a status queue has this many visible and in-flight messages, and the window shows the waiting
   * ones.
   */
  async expectQueue(name: StatusName, visible: number, inFlight: number): Promise<void> {
    const depth = async () => {
      const { queues } = await call(this.page, 'queues:list', null)
      const shown = await this.page.getByRole('heading', { level: 1 }).textContent()
      const statusQueues = (queues.find(({ config }) => config.name === shown) ?? queues[0])?.statusQueues
      const found = statusQueues?.find(({ status }) => status === statuses[name])?.depth
      return [found?.visible, found?.inFlight]
    }
    await expect.poll(depth, { timeout: 30_000, intervals: [100] }).toEqual([visible, inFlight])
    if (name === 'Pending') await expect(this.number('Waiting')).toContainText(visible.toLocaleString('en'))
  }

  /** Waits until the connection is ready and the queue is shown. */
  async expectReady(name = 'demo'): Promise<void> {
    await expect(this.page.getByRole('heading', { level: 1, name })).toBeVisible({ timeout: 30_000 })
    await expect(this.number('Waiting').locator('b')).toBeVisible({ timeout: 30_000 })
  }

  async claimNext(from: StatusName): Promise<void> {
    const before = await this.claimedCount()
    if (from === 'Pending') await this.header.getByRole('button', { name: 'Claim next', exact: true }).click()
    else await this.pick('More ways to claim', `Claim next from ${from}`)
    await expect.poll(() => this.claimedCount(), { timeout: 40_000, intervals: [100] }).toBe(before + 1)
    await expect(this.job.getByText('Mine', { exact: true })).toBeVisible()
  }

  /** Drops one file and claims its job. */
  async submitAndClaim(app: App, paths: readonly [string]): Promise<void> {
    await app.drop(paths)
    await this.expectQueue('Pending', 1, 0)
    await this.claimNext('Pending')
  }

  /** Returns the number of this session's claims, including finished ones. */
  async claimedCount(): Promise<number> {
    return (await call(this.page, 'claims:list', null)).claims.length
  }

  /** Runs an action on the selected job, by its button or in its menu. */
  async act(name: string): Promise<void> {
    const button = this.job.getByRole('button', { name, exact: true })
    if (await button.isVisible()) return button.click()
    await this.job.getByRole('button', { name: 'More actions' }).click()
    await this.page.getByRole('menuitem', { name: new RegExp(`^${escaped(name)}`) }).click()
  }

  /** Opens the selected job's ids, fields, attributes and raw message. */
  async openDetails(): Promise<void> {
    await this.job.getByText(/^Details:/).click()
  }

  /** Chooses a menu item. */
  async pick(menu: string, item: string): Promise<void> {
    await this.page.getByRole('button', { name: menu, exact: true }).click()
    await this.page.getByRole('menuitem', { name: new RegExp(`^${escaped(item)}`) }).click()
  }

  async confirm(name: string): Promise<void> {
    await this.page
      .getByRole('alertdialog')
      .or(this.page.getByRole('dialog'))
      .getByRole('button', { name })
      .click()
  }

  /** Shows the jobs in one state. */
  async filter(name: string): Promise<void> {
    await this.page
      .getByRole('toolbar', { name: 'Show', exact: true })
      .getByRole('button', { name: new RegExp(`^${name}`) })
      .click()
  }

  async open(
    view: 'All queues' | 'Needs you' | 'Mine now' | 'Results' | 'All jobs' | 'Files' | 'Settings',
  ): Promise<void> {
    await this.page
      .getByRole('complementary', { name: 'Sidebar' })
      .getByRole('button', { name: new RegExp(`^${view}`) })
      .click()
  }

  async openQueue(name = 'demo'): Promise<void> {
    await this.page
      .getByRole('complementary', { name: 'Sidebar' })
      .getByRole('button', { name: new RegExp(`^${name}`) })
      .click()
  }
}

function escaped(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')
}

import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test as base, expect } from '@playwright/test'
import { type App, type Home, launchApp, makeHome } from './app.ts'
import { call } from './call.ts'
import { displays } from './displays.ts'

interface WorkerFixtures {
  /** Gives each worker its own display. */
  readonly display: undefined
}

interface Fixtures {
  /** A temporary folder for one test, removed afterwards. */
  readonly folder: string
  readonly home: Home
  /**
   * The app with its window open, connected to Local. It sends messages at once, because holding them back
   * has its own tests.
   */
  readonly app: App
}

export const test = base.extend<Fixtures, WorkerFixtures>({
  display: [
    // oxlint-disable-next-line no-empty-pattern -- Playwright reads the fixture names from this pattern.
    async ({}, use, { parallelIndex }) => {
      Object.assign(process.env, displays[parallelIndex])
      await use(undefined)
    },
    { scope: 'worker', auto: true },
  ],
  // oxlint-disable-next-line no-empty-pattern -- Playwright reads the fixture names from this pattern.
  folder: async ({}, use) => {
    const folder = await mkdtemp(join(tmpdir(), 'remotejob-e2e-'))
    await use(folder)
    await rm(folder, { recursive: true, force: true })
  },
  home: async ({ folder }, use) => {
    await use(await makeHome(folder))
  },
  app: async ({ home }, use) => {
    const app = await launchApp({ home })
    await call(app.page, 'settings:set-work', { sendDelaySeconds: 0 })
    await use(app)
    await app.close()
    expect(app.faults).toEqual([])
  },
})

export { expect }

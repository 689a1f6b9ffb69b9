import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Locator } from '@playwright/test'
import type { App } from './app.ts'
import { call } from './call.ts'
import { expect, test } from './fixtures.ts'
import { localAccess } from './local-access.ts'
import { LocalWorker } from './local-queues.ts'
import { QueuePage } from './pages/queue-page.ts'
import { work } from './worker.ts'

/** Counts the user's actions. Looking does not count. */
class Steps {
  count = 0
  readonly #app: App

  constructor(app: App) {
    this.#app = app
  }

  async press(key: string): Promise<void> {
    this.count += 1
    await this.#app.page.keyboard.press(key)
  }

  async click(target: Locator): Promise<void> {
    this.count += 1
    await target.click()
  }

  async doubleClick(target: Locator): Promise<void> {
    this.count += 1
    await target.dblclick()
  }

  async drop(paths: readonly string[], target?: Locator): Promise<void> {
    this.count += 1
    const box = await target?.boundingBox()
    if (box === null || box === undefined) return this.#app.drop(paths)
    const at = { x: Math.round(box.x + box.width / 2), y: Math.round(box.y + box.height / 2) }
    return this.#app.drop(paths, { at })
  }
}

/** Records the files that the app would open with other applications. */
async function recordOpened(app: App): Promise<() => Promise<readonly string[]>> {
  await app.electron.evaluate(({ shell }) => {
    const opened: string[] = []
    Object.assign(globalThis, { opened })
    shell.openPath = (path) => {
      opened.push(path)
      return Promise.resolve('')
    }
  })
  return () => app.electron.evaluate(() => (globalThis as unknown as { opened: string[] }).opened)
}

async function makeFiles(folder: string, names: readonly string[]): Promise<string[]> {
  const paths = names.map((name) => join(folder, name))
  await Promise.all(paths.map((path, index) => writeFile(path, `${names[index]}\n`)))
  return paths
}

const plan = (name: string) => ({ takesMs: 0, results: { 'result.txt': `result of ${name}\n` } })

/** Runs a worker in another program on Local until the signal fires. */
async function startWorker(app: App, signal: AbortSignal): Promise<void> {
  void work({ ...(await localAccess(app)), queue: 'demo', plan }, signal)
}

test('a submitter drops five photos and opens the result of the third in two steps', async ({
  app,
  folder,
}) => {
  const queue = new QueuePage(app.page)
  await queue.expectReady()
  const opened = await recordOpened(app)
  const photos = await makeFiles(
    folder,
    [1, 2, 3, 4, 5].map((number) => `photo_${number}.jpg`),
  )
  const steps = new Steps(app)
  const stop = new AbortController()

  await steps.drop(photos)
  await startWorker(app, stop.signal)
  const third = queue.row(/photo_3\.jpg/)
  await expect(third).toContainText('Result ready', { timeout: 30_000 })
  await steps.doubleClick(third)
  await expect.poll(opened).toHaveLength(1)

  expect(await readFile((await opened())[0] ?? '', 'utf8')).toBe('result of photo_3.jpg\n')
  expect(steps.count).toBe(2)
  stop.abort()
})

test('a manual worker claims a job, works on it and finishes it with a result in four steps', async ({
  app,
  folder,
}) => {
  const queue = new QueuePage(app.page)
  await queue.expectReady()
  const opened = await recordOpened(app)
  const [invoice = '', result = ''] = await makeFiles(folder, ['invoice.pdf', 'invoice-checked.pdf'])
  await app.drop([invoice])
  await queue.expectQueue('Pending', 1, 0)
  const steps = new Steps(app)

  await steps.press('Control+j')
  await expect(queue.job.getByText('Mine', { exact: true })).toBeVisible()
  await steps.press('o')
  await expect.poll(opened).toHaveLength(1)
  await steps.drop([result], queue.job)
  await expect(app.page.getByRole('dialog', { name: /^Finish/ })).toContainText('invoice-checked.pdf')
  await steps.press('Enter')
  await expect(queue.row(/invoice\.pdf/)).toContainText('Finished')
  await queue.expectQueue('Completed', 1, 0)

  expect(steps.count).toBe(4)
})

test('a manual worker takes 20 jobs and saves all of them in three steps', async ({ app, folder, home }) => {
  const queue = new QueuePage(app.page)
  await queue.expectReady()
  const names = Array.from({ length: 20 }, (_, index) => `scan_${String(index).padStart(2, '0')}.txt`)
  await app.drop(await makeFiles(folder, names))
  await queue.expectQueue('Pending', 20, 0)
  const steps = new Steps(app)

  await steps.click(app.page.getByRole('button', { name: 'More ways to claim' }))
  await steps.click(app.page.getByRole('menuitem', { name: /^Claim 20/ }))
  await queue.expectQueue('Pending', 0, 20)
  await expect(app.page.getByText('20 selected')).toBeVisible()
  await steps.press('s')
  await expect
    .poll(() =>
      Promise.all(names.map((name) => readFile(join(home.downloads, name), 'utf8').catch(() => null))),
    )
    .toEqual(names.map((name) => `${name}\n`))

  expect(steps.count).toBe(3)
})

test('a wrong drop is taken back in one step', async ({ app, folder }) => {
  const queue = new QueuePage(app.page)
  await queue.expectReady()
  await call(app.page, 'settings:set-work', { sendDelaySeconds: 10 })
  await app.drop(await makeFiles(folder, ['wrong.txt', 'also-wrong.txt']))
  const steps = new Steps(app)

  await steps.click(app.page.getByRole('button', { name: 'Undo' }))
  await expect(queue.row(/^.*Taken back.*wrong\.txt/).first()).toBeVisible()
  await queue.expectQueue('Pending', 0, 0)

  expect(steps.count).toBe(1)
})

test('a wrong finish is taken back in one step', async ({ app, folder }) => {
  const queue = new QueuePage(app.page)
  await queue.expectReady()
  const [invoice = ''] = await makeFiles(folder, ['invoice.pdf'])
  await queue.submitAndClaim(app, [invoice])
  await queue.act('Save & finish')
  await expect(app.page.getByText('1 job finished')).toBeVisible()
  const steps = new Steps(app)

  await steps.click(app.page.getByRole('button', { name: 'Undo' }))
  await queue.expectQueue('Pending', 1, 0)

  expect(steps.count).toBe(1)
})

test('an operator sees what is waiting, stuck and dead without doing anything', async ({ app, folder }) => {
  const queue = new QueuePage(app.page)
  await queue.expectReady()
  const [dead = '', stuck = '', waits = ''] = await makeFiles(folder, ['dead.txt', 'stuck.txt', 'waits.txt'])
  const worker = await LocalWorker.of(app)
  await app.drop([dead])
  await expect.poll(() => worker.fail('demo-pending')).toBe(1)
  await worker.addDeadLetterQueue('demo-pending', 'demo-dead', 1)
  expect(await worker.fail('demo-pending')).toBe(0)
  await app.drop([stuck])
  await expect.poll(async () => (await worker.take('demo-pending')).length).toBe(1)
  await app.drop([waits])

  await expect(queue.number('Waiting')).toContainText('1')
  await expect(queue.number('Waiting')).toContainText('oldest')
  await expect(queue.number('Working')).toContainText('1')
  await expect(queue.number('Dead')).toContainText('1', { timeout: 30_000 })
  await expect(queue.number('Dead')).not.toContainText('no queue')
  await expect(app.page.getByRole('button', { name: '1 dead in demo' })).toBeVisible()
  await expect(app.page.getByRole('button', { name: 'Needs you 1' })).toBeVisible()
  worker.close()
})

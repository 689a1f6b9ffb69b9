import { join } from 'node:path'
import { type App, launchApp, makeFile } from './app.ts'
import { expectNoFindings } from './axe.ts'
import { expect, test } from './fixtures.ts'
import { QueuePage } from './pages/queue-page.ts'

/** Sets the size of the window's content, in screen pixels, and the page's zoom. */
async function resize(app: App, width: number, height: number, zoom: number): Promise<void> {
  await app.electron.evaluate(
    ({ BrowserWindow }, size) => {
      const [window] = BrowserWindow.getAllWindows()
      window?.setContentSize(size.width, size.height)
      window?.webContents.setZoomFactor(size.zoom)
    },
    { width, height, zoom },
  )
  await expect
    .poll(() => app.page.evaluate(() => [window.innerWidth, window.innerHeight]))
    .toEqual([width / zoom, height / zoom])
}

/**
 * Finds the controls that something else covers: at the middle of each one that is on screen, the topmost element must
 * be the control. Also finds a page that is wider than the window.
 */
async function expectNoOverlap(app: App, where: string): Promise<void> {
  const problems = await app.page.evaluate(() => {
    const found: string[] = []
    const root = document.documentElement
    if (root.scrollWidth > root.clientWidth) {
      const wide = [...document.querySelectorAll('body *')].filter(
        (one) => one.getBoundingClientRect().right > root.clientWidth,
      )
      found.push(
        `too wide: ${wide.map((one) => `${one.tagName} “${one.textContent.slice(0, 40)}”`).join(', ')}`,
      )
    }
    for (const control of document.querySelectorAll('button, input, textarea, [role=combobox], a[href]')) {
      if (control.closest('[inert], [aria-hidden=true]') !== null) continue
      const { left, top, width, height } = control.getBoundingClientRect()
      const [x, y] = [left + width / 2, top + height / 2]
      if (width === 0 || x < 0 || y < 0 || x >= innerWidth || y >= innerHeight) continue
      // Controls that have scrolled out of a list or a panel are not covered.
      let clip = control.parentElement
      while (clip !== null) {
        const box = clip.getBoundingClientRect()
        const clips = getComputedStyle(clip).overflow !== 'visible'
        if (clips && (x < box.left || x > box.right || y < box.top || y > box.bottom)) break
        clip = clip.parentElement
      }
      if (clip !== null) continue
      const topmost = document.elementFromPoint(x, y)
      const isIt = topmost !== null && (control.contains(topmost) || topmost.contains(control))
      if (!isIt && topmost?.closest('label')?.contains(control) !== true)
        found.push(`“${control.getAttribute('aria-label') ?? control.textContent}” is covered`)
    }
    return found
  })
  expect(problems, where).toEqual([])
}

for (const [name, width, height, zoom] of [
  ['in the smallest window', 800, 600, 1],
  ['at 200 % zoom', 1280, 800, 2],
] as const) {
  test(`nothing overlaps ${name}, even with forced colours`, async ({ home, folder }) => {
    const app = await launchApp({ home })
    const { page } = app
    const queue = new QueuePage(page)
    await queue.expectReady()
    const path = join(folder, 'a rather long name of a file that has to be cut somewhere.jpg')
    await makeFile(path, 2_000)
    await queue.submitAndClaim(app, [path])
    await resize(app, width, height, zoom)
    for (const forcedColors of ['none', 'active'] as const) {
      await page.emulateMedia({ forcedColors, reducedMotion: 'reduce' })
      await expectNoOverlap(app, `a queue, forced colours ${forcedColors}`)
      await expectNoFindings(page, 'a queue')
      for (const view of ['All queues', 'Needs you', 'Mine now', 'All jobs', 'Files', 'Settings'] as const) {
        await queue.open(view)
        await expect(page.getByRole('heading', { level: 1, name: view })).toBeVisible()
        await expectNoOverlap(app, `${view}, forced colours ${forcedColors}`)
        if (view === 'Mine now' || view === 'All jobs')
          await expect(queue.row(/rather long/), `the job in ${view}`).toBeInViewport()
      }
      await queue.openQueue()
    }
    await queue.row(/rather long/).dblclick()
    await expect(queue.job).toBeVisible()
    await expectNoOverlap(app, 'a claimed job')
    await queue.act('Finish…')
    await expectNoOverlap(app, 'the dialog that finishes a job')
    await expectNoFindings(page, 'the dialog that finishes a job')
    await app.close()
    expect(app.faults).toEqual([])
  })
}

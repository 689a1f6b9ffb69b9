import type { App } from '../../e2e/app.ts'

/** The longest times that the window's processes were blocked, in milliseconds. */
export interface LongestTasks {
  readonly mainMs: number
  /** After the page got the drop. Before that, Chromium prepares the dragged files. */
  readonly mainAfterDropMs: number
  readonly pageMs: number
}

/** A time in which main did not get to its timer. Both in milliseconds since the epoch. */
interface Block {
  readonly start: number
  readonly end: number
}

type Watched = typeof globalThis & {
  benchBlocks?: { readonly timer: NodeJS.Timeout; readonly all: Block[] }
  benchTasks?: { readonly observer: PerformanceObserver; longest: number; droppedAt: number }
}

/**
 * Returns the longest tasks of the main process and of the page while `work` runs. `pageMs` contains only tasks
 * after the first drop: the earlier ones are Chromium preparing the dragged files. Tasks of the page below 50 ms are
 * not reported.
 */
export async function longestTasks(app: App, work: () => Promise<void>): Promise<LongestTasks> {
  await app.electron.evaluate(() => {
    const everyMs = 10
    const all: Block[] = []
    let due = Date.now() + everyMs
    const timer = setInterval(() => {
      const now = Date.now()
      if (now > due) all.push({ start: due, end: now })
      due = now + everyMs
    }, everyMs)
    ;(globalThis as Watched).benchBlocks = { timer, all }
  })
  await app.page.evaluate(() => {
    const watched = globalThis as Watched
    watched.benchTasks?.observer.disconnect()
    const observer = new PerformanceObserver((list) => {
      for (const { startTime, duration } of list.getEntries()) {
        if (startTime >= tasks.droppedAt) tasks.longest = Math.max(tasks.longest, duration)
      }
    })
    const tasks = { observer, longest: 0, droppedAt: Number.POSITIVE_INFINITY }
    addEventListener('drop', () => (tasks.droppedAt = performance.now()), { capture: true, once: true })
    observer.observe({ entryTypes: ['longtask'] })
    watched.benchTasks = tasks
  })
  await work()
  // Long tasks are reported a moment after they end.
  await app.page.evaluate(
    () => new Promise<void>((done) => requestAnimationFrame(() => setTimeout(done, 100))),
  )
  const { pageMs, droppedAt } = await app.page.evaluate(() => {
    const { benchTasks } = globalThis as Watched
    benchTasks?.observer.disconnect()
    return {
      pageMs: benchTasks?.longest ?? 0,
      droppedAt: performance.timeOrigin + (benchTasks?.droppedAt ?? 0),
    }
  })
  const blocks = await app.electron.evaluate(() => {
    const { benchBlocks } = globalThis as Watched
    clearInterval(benchBlocks?.timer)
    return benchBlocks?.all ?? []
  })
  return {
    mainMs: Math.max(0, ...blocks.map(({ start, end }) => end - start)),
    mainAfterDropMs: Math.max(0, ...blocks.map(({ start, end }) => end - Math.max(start, droppedAt))),
    pageMs,
  }
}

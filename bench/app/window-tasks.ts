import type { App } from '../../e2e/app.ts'

/** The longest time that each of the window's processes was blocked, in milliseconds. */
export interface LongestTasks {
  readonly mainMs: number
  readonly pageMs: number
}

type Watched = typeof globalThis & {
  benchDelay?: { enable(): void; disable(): void; readonly max: number }
  benchTasks?: { readonly observer: PerformanceObserver; longest: number; droppedAt: number }
}

/**
 * Returns the longest tasks of the main process and of the page while `work` runs. In the page, only tasks
 * after the first drop count: the earlier ones are Chromium preparing the dragged files. Tasks below 50 ms
 * are not reported.
 */
export async function longestTasks(app: App, work: () => Promise<void>): Promise<LongestTasks> {
  await app.electron.evaluate(() => {
    const { monitorEventLoopDelay } = process.getBuiltinModule('node:perf_hooks')
    const delay = monitorEventLoopDelay({ resolution: 10 })
    delay.enable()
    ;(globalThis as Watched).benchDelay = delay
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
  const pageMs = await app.page.evaluate(() => {
    const { benchTasks } = globalThis as Watched
    benchTasks?.observer.disconnect()
    return benchTasks?.longest ?? 0
  })
  const nanoseconds = await app.electron.evaluate(() => {
    const { benchDelay } = globalThis as Watched
    benchDelay?.disable()
    return benchDelay?.max ?? 0
  })
  // The histogram records the full interval between two ticks of its timer, including the 10 ms between punctual ticks.
  return { mainMs: Math.max(0, nanoseconds / 1_000_000 - 10), pageMs }
}

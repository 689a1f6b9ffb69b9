import type { ElectronApplication } from '@playwright/test'

/**
 * Keeps the promise of each `electron.evaluate` alive. V8's inspector holds the result weakly until a
 * microtask has taken it, which in Electron runs slightly later. If the garbage collector runs first, the
 * call fails with “Resulting promise was garbage collected”. A timer references the promise until it settles.
 */
export function keepEvaluationsAlive(electron: ElectronApplication): void {
  const evaluate = electron.evaluate.bind(electron) as (run: unknown, argument: unknown) => Promise<unknown>
  const keptAlive = (run: unknown, argument: unknown): Promise<unknown> => {
    const source = `(...given) => new Promise((resolve, reject) => {
      const timer = setInterval(() => void resolve, 1_000)
      const settle = (how) => (value) => (clearInterval(timer), how(value))
      Promise.resolve().then(() => (${String(run)})(...given)).then(settle(resolve), settle(reject))
    })`
    // Playwright sends the function's source, so this function runs in the app.
    return evaluate(
      Object.assign(() => undefined, { toString: () => source }),
      argument,
    )
  }
  electron.evaluate = keptAlive as ElectronApplication['evaluate']
}

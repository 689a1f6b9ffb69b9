/* oxlint-disable unicorn/consistent-function-scoping -- These functions run in the page. */
import type { App } from '../../e2e/app.ts'

/** Returns the value that this share of the values does not exceed. */
export function atPercentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? Number.NaN
}

/**
 * Returns how many milliseconds pass in the page until a frame shows the result. `first`: from a click on All
 * jobs to the first rows. `typing`: from each keystroke of a search until the list matches the whole text.
 */
export async function measureInPage(
  app: App,
  input: { readonly rounds: number; readonly texts: readonly string[] },
): Promise<{ readonly first: readonly number[]; readonly typing: readonly number[] }> {
  return app.page.evaluate(async ({ rounds, texts }) => {
    const grid = (): Element | null => document.querySelector('[role="grid"][aria-label="All jobs"]')
    const frame = (): Promise<void> => new Promise((done) => requestAnimationFrame(() => setTimeout(done)))
    const until = async (isThere: () => boolean): Promise<void> => {
      await new Promise<void>((resolve) => {
        const check = (): void => {
          if (!isThere()) return
          changes.disconnect()
          resolve()
        }
        const changes = new MutationObserver(check)
        changes.observe(document.body, {
          subtree: true,
          childList: true,
          attributes: true,
          characterData: true,
        })
        check()
      })
      await frame()
    }
    const open = (label: string): void => {
      const items = document.querySelectorAll<HTMLElement>('nav[aria-label="Overview"] button')
      for (const item of items) if (item.textContent.startsWith(label)) item.click()
    }
    const hasRows = (): boolean => (grid()?.querySelectorAll('[role="row"][data-state]').length ?? 0) > 10
    const pause = (ms: number): Promise<void> => new Promise((done) => setTimeout(done, ms))
    const first: number[] = []
    for (let round = 0; round < rounds; round += 1) {
      open('Results')
      await until(() => grid() === null)
      await pause(200)
      const start = performance.now()
      open('All jobs')
      await until(hasRows)
      first.push(performance.now() - start)
      await pause(200)
    }
    const search = document.querySelector<HTMLInputElement>('input[type="search"]')
    if (search === null) throw new Error('There is no search.')
    const setValue = Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value')?.set
    const type = (text: string): void => {
      setValue?.call(search, text)
      search.dispatchEvent(new Event('input', { bubbles: true }))
    }
    /** After a keystroke, the list is stale until it shows the matches, or that nothing matches. */
    const isCurrent = (): boolean => grid()?.getAttribute('aria-busy') !== 'true'
    const typing: number[] = []
    for (const text of texts) {
      for (let length = 1; length <= text.length; length += 1) {
        const start = performance.now()
        type(text.slice(0, length))
        await frame()
        await until(isCurrent)
        typing.push(performance.now() - start)
        await pause(150)
      }
      type('')
      await frame()
      await until(hasRows)
      await pause(300)
    }
    return { first, typing }
  }, input)
}

/** Scrolls through the list, and returns the milliseconds between frames. */
export async function scrollThrough(app: App, ms: number): Promise<readonly number[]> {
  return app.page.evaluate(async (duration) => {
    const area = [...document.querySelectorAll('[role="grid"] [role="presentation"]')].find(
      (one) => one.scrollHeight > one.clientHeight * 2,
    )
    if (area === undefined) throw new Error('The list cannot be scrolled.')
    const frames: number[] = []
    const next = (): Promise<number> => new Promise((done) => requestAnimationFrame(done))
    let before = await next()
    const end = before + duration
    for (let count = 1; before < end; count += 1) {
      if (count % 60 === 0) area.scrollTop = ((count * 7_919) % 1_000) * 0.001 * area.scrollHeight
      else area.scrollTop += 320
      const at = await next()
      frames.push(at - before)
      before = at
    }
    return frames
  }, ms)
}

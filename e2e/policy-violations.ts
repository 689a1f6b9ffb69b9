import type { Page } from '@playwright/test'

/**
 * Logs every violation of the content security policy to the page's console, even after a reload. Includes
 * earlier violations. Errors on the console fail the test.
 */
export async function reportPolicyViolations(page: Page): Promise<void> {
  await page.addInitScript(observe)
  await page.evaluate(observe)
}

/** Runs in the page, possibly more than once. */
function observe(): void {
  if ('observesPolicy' in globalThis) return
  const observer = new ReportingObserver(
    (reports) => {
      for (const { body } of reports) {
        const { effectiveDirective, blockedURL } = (body as unknown as { toJSON(): CspReport }).toJSON()
        console.error(`Content security policy violated: ${effectiveDirective} ${blockedURL}`)
      }
    },
    { types: ['csp-violation'], buffered: true },
  )
  observer.observe()
  Object.assign(globalThis, { observesPolicy: true })

  interface CspReport {
    readonly effectiveDirective: string
    readonly blockedURL: string
  }
}

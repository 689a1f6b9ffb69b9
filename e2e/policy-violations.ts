import type { Page } from '@playwright/test'

/**
 * Reports every violation of the content security policy on the console of the page: those before this call, later
 * ones, and those after the page is loaded again. The console's errors fail the test.
 */
export async function reportPolicyViolations(page: Page): Promise<void> {
  await page.addInitScript(observe)
  await page.evaluate(observe)
}

/** Runs in the page, which may have done it already. */
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

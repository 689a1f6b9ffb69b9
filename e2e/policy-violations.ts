import type { Page } from '@playwright/test'

/**
 * Reports every violation of the content security policy on the console of the page, now and after it is loaded again,
 * and those before this call. The console's errors fail the test.
 */
export async function reportPolicyViolations(page: Page): Promise<void> {
  await page.addInitScript(observe)
  await page.evaluate(observe)
}

/** Runs in the page. */
function observe(): void {
  const report = (what: string): void => console.error(`Content security policy violated: ${what}`)
  addEventListener('securitypolicyviolation', ({ effectiveDirective, blockedURI }) =>
    report(`${effectiveDirective} ${blockedURI}`),
  )
  const earlier = new ReportingObserver(
    (reports) => {
      for (const { body } of reports) report(JSON.stringify(body))
      earlier.disconnect()
    },
    { types: ['csp-violation'], buffered: true },
  )
  earlier.observe()
}

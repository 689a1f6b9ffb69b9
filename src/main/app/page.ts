/** Our own page's scheme and host; nothing else may talk to main. */
export const pageScheme = 'app'
export const pageHost = 'bundle'

const devServer = import.meta.env.DEV ? (process.env['ELECTRON_RENDERER_URL'] ?? null) : null

/** The address of the page. */
export const pageUrl = devServer ?? `${pageScheme}://${pageHost}/index.html`

/** Whether an address is the page's own, by scheme and host, never by prefix. */
export function isPage(address: string): boolean {
  try {
    const url = new URL(address)
    const own = new URL(pageUrl)
    return url.protocol === own.protocol && url.host === own.host
  } catch {
    return false
  }
}

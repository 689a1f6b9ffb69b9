/** The scheme and host of the app's page. No other page may call main. */
export const pageScheme = 'app'
export const pageHost = 'bundle'
/** The host of the hidden page that draws documents. Chromium treats it as another site, so it gets its own process. */
export const painterHost = 'painter'
/** The host of the small window in which access keys are typed. */
export const keysHost = 'keys'

/** The page's dev server, or `null` in a build. */
export const devServer = import.meta.env.DEV ? (process.env['ELECTRON_RENDERER_URL'] ?? null) : null

/** The page's URL. */
export const pageUrl = devServer ?? `${pageScheme}://${pageHost}/index.html`

/**
 * True if a URL belongs to the page. Compares scheme and host, because a prefix match can be
 * fooled.
 */
export function isPage(address: string): boolean {
  try {
    const url = new URL(address)
    const own = new URL(pageUrl)
    return url.protocol === own.protocol && url.host === own.host
  } catch {
    return false
  }
}

/** True if the window for access keys sends its form from its own page to its own host. */
export function isKeysForm(from: string, to: string): boolean {
  const page = `${pageScheme}://${keysHost}/`
  return from.startsWith(page) && to === `${page}given`
}

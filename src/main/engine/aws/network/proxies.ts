import { BlockList, isIP } from 'node:net'

/** A setting that names a proxy in an unusable form. It may contain a password. */
export type UnusableProxy = {
  /** The name of the setting, such as `HTTPS_PROXY`. */
  readonly setting: string
}

/** This computer's proxies, read from the environment as most programs do. */
export type Proxies = {
  /** For `http:` URLs, or `null` for none. */
  readonly http: URL | UnusableProxy | null
  /** For `https:` URLs, or `null` for none. */
  readonly https: URL | UnusableProxy | null
  /** Hosts that are reached without a proxy. */
  readonly except: readonly string[]
}

/** Every request goes directly to its server. */
export const noProxies: Proxies = { http: null, https: null, except: [] }

type Environment = Readonly<Record<string, string | undefined>>

/** Reads `HTTPS_PROXY`, `HTTP_PROXY`, `ALL_PROXY` and `NO_PROXY`, in upper or lower case. */
export function proxiesOf(environment: Environment): Proxies {
  const read = (name: string): string => environment[name.toLowerCase()] || environment[name] || ''
  const proxy = (name: string): URL | UnusableProxy | null =>
    read(name) === '' ? parseProxy(read('ALL_PROXY'), 'ALL_PROXY') : parseProxy(read(name), name)
  return {
    http: proxy('HTTP_PROXY'),
    https: proxy('HTTPS_PROXY'),
    except: read('NO_PROXY')
      .split(/[\s,]+/)
      .filter((entry) => entry !== '')
      .map((entry) => entry.toLowerCase()),
  }
}

/**
 * Returns the proxy for a URL, or `null` if its server is reached directly. This computer is always reached
 * directly. Throws `ERR_PROXY` if the proxy setting is unusable, so that no request bypasses it.
 */
export function proxyFor(proxies: Proxies, url: URL): URL | null {
  const proxy = url.protocol === 'https:' ? proxies.https : proxies.http
  if (proxy === null) return null
  const host = bare(url.hostname)
  const port = url.port || (url.protocol === 'https:' ? '443' : '80')
  if (isLoopback(host) || proxies.except.some((entry) => covers(entry, host, port))) return null
  return usable(proxy)
}

/** True if the environment has any proxy settings. */
export function hasProxies({ http, https, except }: Proxies): boolean {
  return http !== null || https !== null || except.length > 0
}

/**
 * Returns the first proxy in the output of a proxy script, such as `PROXY host:3128; DIRECT`, or `null` for
 * none. Throws `ERR_PROXY` if it is unusable.
 */
export function parsePacProxy(answer: string): URL | null {
  const [first = ''] = answer.split(';')
  if (/^\s*(?:DIRECT\s*)?$/i.test(first)) return null
  const [, kind = '', host = ''] = /^\s*([a-z]\w*)\s+(\S+)\s*$/i.exec(first) ?? []
  const scheme = /^(?:PROXY|HTTP)$/i.test(kind) ? 'http' : kind.toLowerCase()
  const proxy = parseProxy(`${scheme}://${host}`, "this computer's settings")
  return proxy === null ? null : usable(proxy)
}

/** Returns the value of `proxy-authorization` for a proxy with a user name, or `null`. */
export function proxyAuthorization({ username, password }: URL): string | null {
  if (username === '' && password === '') return null
  const pair = Buffer.concat([decoded(username), Buffer.from(':'), decoded(password)])
  return `Basic ${pair.toString('base64')}`
}

/** Returns an error that names the proxy's host, but not its password. */
export function proxyError(proxy: URL, what: string): Error {
  return errorOf(`The proxy ${proxy.host} ${what}`)
}

function errorOf(message: string): Error {
  return Object.assign(new Error(message), { code: 'ERR_PROXY' })
}

function usable(proxy: URL | UnusableProxy): URL {
  if (proxy instanceof URL) return proxy
  throw errorOf(`The proxy in ${proxy.setting} is not a valid address`)
}

/** Decodes percent-encoded text to bytes. Keeps a percent sign that encodes nothing. */
function decoded(text: string): Buffer {
  const parts = text.split(/(%[\da-f]{2})/i)
  return Buffer.concat(
    parts.map((part, index) => (index % 2 === 1 ? Buffer.from(part.slice(1), 'hex') : Buffer.from(part))),
  )
}

function parseProxy(text: string, setting: string): URL | UnusableProxy | null {
  const trimmed = text.trim()
  if (trimmed === '') return null
  const address = /^[a-z][a-z\d+.-]*:\/\//i.test(trimmed) ? trimmed : `http://${trimmed}`
  if (!URL.canParse(address)) return { setting }
  const url = new URL(address)
  // If the password contains a character that ends the host, such as “#”, the rest becomes part of the path.
  const isTruncated = `${url.pathname}${url.search}${url.hash}`.includes('@')
  return url.hostname === '' || isTruncated ? { setting } : url
}

/**
 * True if an entry of `NO_PROXY` covers a host. The entry can be a name, which covers its subdomains, an
 * address, or a range of addresses.
 */
function covers(entry: string, host: string, port: string): boolean {
  if (entry === '*') return true
  if (entry.includes('/')) return isInRange(entry, host)
  const [, entryHost = entry, entryPort = ''] = /^(\[[^\]]*\]|[^:]*):(\d+)$/.exec(entry) ?? []
  if (entryPort !== '' && entryPort !== port) return false
  const name = bare(entryHost).replace(/^\*?\./, '')
  return name !== '' && (host === name || host.endsWith(`.${name}`))
}

function isInRange(entry: string, host: string): boolean {
  const [network = '', prefix = ''] = entry.split('/')
  const family = isIP(host)
  if (family === 0 || family !== isIP(bare(network)) || !/^\d{1,3}$/.test(prefix)) return false
  if (Number(prefix) > (family === 4 ? 32 : 128)) return false
  const range = new BlockList()
  const type = family === 4 ? 'ipv4' : 'ipv6'
  range.addSubnet(bare(network), Number(prefix), type)
  return range.check(host, type)
}

function bare(host: string): string {
  return host.replace(/^\[|\]$/g, '').toLowerCase()
}

function isLoopback(host: string): boolean {
  return (
    host === 'localhost' || host.endsWith('.localhost') || host === '::1' || /^127\.\d+\.\d+\.\d+$/.test(host)
  )
}

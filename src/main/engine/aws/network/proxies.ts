import { BlockList, isIP } from 'node:net'

/** The proxies of this computer, as most programs read them from the environment. */
export type Proxies = {
  /** For `http:` addresses; `null`: none. */
  readonly http: URL | null
  /** For `https:` addresses; `null`: none. */
  readonly https: URL | null
  /** Hosts that are reached without a proxy. */
  readonly except: readonly string[]
}

/** Every request goes straight to its server. */
export const noProxies: Proxies = { http: null, https: null, except: [] }

type Environment = Readonly<Record<string, string | undefined>>

/** Reads `HTTPS_PROXY`, `HTTP_PROXY`, `ALL_PROXY` and `NO_PROXY`, in capitals or small letters. */
export function proxiesOf(environment: Environment): Proxies {
  const read = (name: string): string => environment[name.toLowerCase()] || environment[name] || ''
  const all = read('ALL_PROXY')
  return {
    http: parseProxy(read('HTTP_PROXY') || all),
    https: parseProxy(read('HTTPS_PROXY') || all),
    except: read('NO_PROXY')
      .split(/[\s,]+/)
      .filter((entry) => entry !== '')
      .map((entry) => entry.toLowerCase()),
  }
}

/** The proxy for an address; `null` if its server is reached directly, as this computer itself always is. */
export function proxyFor(proxies: Proxies, url: URL): URL | null {
  const proxy = url.protocol === 'https:' ? proxies.https : proxies.http
  if (proxy === null) return null
  const host = bare(url.hostname)
  const port = url.port || (url.protocol === 'https:' ? '443' : '80')
  if (isLoopback(host) || proxies.except.some((entry) => covers(entry, host, port))) return null
  return proxy
}

/** Whether the environment says anything about proxies. */
export function hasProxies({ http, https, except }: Proxies): boolean {
  return http !== null || https !== null || except.length > 0
}

/** The first proxy in the answer of a proxy script, such as `PROXY host:3128; DIRECT`; `null`: none. */
export function parsePacProxy(answer: string): URL | null {
  const [first = ''] = answer.split(';')
  const [, kind = '', host = ''] = /^\s*(PROXY|HTTP|HTTPS|SOCKS[45]?)\s+(\S+)\s*$/i.exec(first) ?? []
  if (host === '') return null
  const scheme = /^(?:PROXY|HTTP)$/i.test(kind) ? 'http' : kind.toLowerCase()
  return parseProxy(`${scheme}://${host}`)
}

/** The value of `proxy-authorization` for a proxy with a user name; `null` without one. */
export function proxyAuthorization({ username, password }: URL): string | null {
  if (username === '') return null
  const pair = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`
  return `Basic ${Buffer.from(pair).toString('base64')}`
}

function parseProxy(text: string): URL | null {
  const trimmed = text.trim()
  if (trimmed === '') return null
  const address = /^[a-z][a-z\d+.-]*:\/\//i.test(trimmed) ? trimmed : `http://${trimmed}`
  return URL.canParse(address) ? new URL(address) : null
}

/** Whether an entry of `NO_PROXY` covers a host: a name with its subdomains, an address, or a range of addresses. */
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

// No zod here: the page validates forms without bundling it.

interface ParsedUrl {
  readonly protocol: string
  readonly username: string
  readonly password: string
  readonly host: string
  readonly hostname: string
  readonly pathname: string
  readonly search: string
  readonly hash: string
}
declare const URL: { new (text: string): ParsedUrl; canParse(text: string): boolean }

/** Returns the problem with a connection's name as a sentence, or `null` if it is valid. */
export function labelProblem(text: string): string | null {
  const { length } = text.trim()
  return length >= 1 && length <= 40 ? null : 'Use a name of 1 to 40 characters.'
}

/** Returns the problem with an account id as a sentence, or `null` if it is valid. */
export function accountProblem(text: string): string | null {
  return /^\d{12}$/.test(normalizeAccount(text))
    ? null
    : 'Enter the 12-digit ID of the account, or leave this empty.'
}

/** Converts a pasted account id, which the AWS console shows as 1111-2222-3333. */
export function normalizeAccount(text: string): string {
  return withoutSurroundings(text).replace(/(?<=\d)[ \u00A0-]+(?=\d)/g, '')
}

const maxPasteLength = 1_000

/** Removes what surrounds a value in a text that it was copied from: a name, quotes, brackets, a comma. */
function withoutSurroundings(text: string): string {
  // A longer text is invalid anyway, and would take too long.
  if (text.length > maxPasteLength) return text
  return text
    .replace(/[\u200B-\u200F\u2060\uFEFF]/g, '')
    .trim()
    .replace(/^(?:export\s+)?[a-z_]\w*\s*[=:]\s*(?!\/\/|\d+(?:\/|$))(?=\S)/i, (name) =>
      /region|endpoint|url/i.test(name) ? '' : name,
    )
    .replace(/^[<"'`“‘«(]+|[>"'`”’»),;]+$/g, '')
    .trim()
}

/**
 * Converts a pasted region to the form that servers expect. The AWS console shows a region as `Europe (Ireland)
 * eu-west-1`, and programs write `EU_WEST_1`.
 */
export function normalizeRegion(text: string): string {
  const pasted = withoutSurroundings(text)
  // A region of OpenStack, such as RegionOne. Such servers compare the case.
  if (/^[A-Z]?[a-z]+[A-Z][A-Za-z0-9-]*$/.test(pasted)) return pasted
  const region = pasted.toLowerCase()
  if (/^[a-z]{2,4}(?:_[a-z]+)+_\d+$/.test(region)) return region.replaceAll('_', '-')
  // A text field removes the line break between the two.
  const words = region.split(/[\s()]+/)
  return (words.length > 1 && words.find((word) => /^[a-z]{2,4}(?:-[a-z]+)+-\d+$/.test(word))) || region
}

/**
 * AWS availability zones, local zones and Wavelength zones, and the zones of Google, Yandex and Alibaba, Scaleway,
 * and Hetzner. The first group is the region.
 */
const zones = [
  /^([a-z]{2,4}(?:-[a-z]+)+-\d+)(?:-[a-z]+-\d+)?[a-z]$/,
  /^([a-z]{2,4}(?:-[a-z]+)+-\d+)-[a-z]{3}-\d+$/,
  /^([a-z]{2,3}(?:-[a-z]+)+-\d+)-wl\d+(?:-[a-z]+)*-wlz-?\d+$/,
  /^((?:africa|asia|australia|europe|me|northamerica|southamerica|us)-[a-z]+\d+)-[a-z]$/,
  /^(ru-central\d|cn-[a-z]+)-[a-z]$/,
  /^(fr-par|nl-ams|pl-waw|it-mil)-\d$/,
  /^((?:fsn|nbg|hel|ash|hil|sin)\d)-dc\d+$/,
] as const

/** The directions in zone IDs such as `euw1-az1`, which differ from those in region names. */
const directions: Readonly<Record<string, string>> = {
  n: 'north',
  s: 'south',
  e: 'east',
  w: 'west',
  c: 'central',
  ne: 'northeast',
  nw: 'northwest',
  se: 'southeast',
  sw: 'southwest',
}

/** Returns the problem with a region's name as a sentence, or `null` if it is valid. */
export function regionProblem(text: string): string | null {
  const region = normalizeRegion(text)
  const regionOfZone = zones.map((zone) => zone.exec(region)?.[1]).find((found) => found !== undefined)
  const [, idOfZone] = /^([a-z]{2,5}\d)-(?:[a-z]{3}\d-)?az\d$/.exec(region) ?? []
  if (idOfZone !== undefined) {
    const [, area = '', direction = '', digit = ''] =
      /^(usg|[a-z]{2})([nsewc]{1,2})(\d)$/.exec(idOfZone) ?? []
    const name = directions[direction]
    const belongs =
      name === undefined
        ? 'Enter its region, such as eu-west-1.'
        : `Its region is ${area === 'usg' ? 'us-gov' : area}-${name}-${digit}.`
    return `${region} is a zone. ${belongs}`
  }
  if (regionOfZone !== undefined) {
    return `${region} is a zone. Its region is ${regionOfZone}.`
  }
  return /^[a-z0-9-]{2,32}$/i.test(region) ? null : 'Enter a region such as eu-west-1.'
}

/**
 * Normalizes a pasted S3 or SQS address. Adds https if it has no scheme, and removes a trailing
 * slash.
 */
export function normalizeAddress(text: string): string {
  const trimmed = withBrackets(withoutSurroundings(text))
  const address = withScheme(trimmed)
  if (!isHttp(address)) return trimmed
  const { protocol, username, password, host, pathname, search, hash } = new URL(address)
  if (username !== '' || password !== '' || search !== '' || hash !== '') return trimmed
  return `${protocol}//${reachable(host)}${pathname.replace(/\/+$/, '')}`
}

/** Puts an IPv6 address that stands alone into brackets, as a URL needs it. */
function withBrackets(text: string): string {
  if (text.length > maxPasteLength) return text
  const isAlone = /^[0-9a-f]*(?::[0-9a-f]*){2,}[0-9a-f.]*$/i.test(text) && URL.canParse(`http://[${text}]`)
  return isAlone ? `[${text}]` : text
}

/** Replaces 0.0.0.0 and [::], which servers print if they listen on all addresses, with the loopback address. */
function reachable(host: string): string {
  return host.replace(/^0\.0\.0\.0(?=:|$)/, '127.0.0.1').replace(/^\[::\](?=:|$)/, '[::1]')
}

/**
 * Adds a scheme to an address: https, or http for this computer, whose servers rarely have a
 * certificate.
 */
function withScheme(text: string): string {
  const here = `http://${text}`
  if (
    /^(?:[a-z0-9_-]+\.)*[a-z0-9_-]+\.?(?::\d+)?(?:\/|$)|^\[[0-9a-f:.]+\](?::\d+)?(?:\/|$)/i.test(text) &&
    URL.canParse(here)
  ) {
    const { host, hostname } = new URL(here)
    if (isThisComputer(hostname) || reachable(host) !== host) return here
    if (/[.[]/.test(hostname) || /:\d+(?:\/|$)/.test(text)) return `https://${text}`
  }
  return text
}

/**
 * Returns the problem with an S3 or SQS address as a sentence, or `null` if it is valid. Addresses use https.
 * They may use http on this computer, and with `allowUnencrypted` on the local network.
 */
export function addressProblem(text: string, allowUnencrypted = false): string | null {
  const address = normalizeAddress(text)
  if (/^(?:https?:\/\/)?\[?fe[89ab][0-9a-f]:[^\]/]*%/i.test(address)) {
    return "A link-local address with a zone such as %eth0 cannot be used. Enter the server's name, such as nas.local, or its address that begins with 192.168, 10 or fd."
  }
  if (address.length > 300 || !isHttp(address)) {
    return 'Use https, or http with 127.0.0.1 or localhost, such as https://s3.example.org.'
  }
  const { protocol, username, password, hostname, search, hash } = new URL(address)
  if (username !== '' || password !== '' || search !== '' || hash !== '') {
    return 'Leave out user, password, and everything after ? or #.'
  }
  if (protocol === 'https:' || isThisComputer(hostname)) return null
  if (!isOwnNetwork(hostname)) {
    return 'Use https, or http with 127.0.0.1 or localhost. Requests over a public network must be encrypted.'
  }
  return allowUnencrypted
    ? null
    : 'This address is not encrypted. Use https, or allow “Unencrypted, on my network”.'
}

/** Hosts that begin with a bucket name. The second group is the host without it. */
const bucketHosts = [
  /^(.+?)\.(s3(?:express)?[.-].+)$/,
  /^(.+)\.([a-z0-9-]+\.digitaloceanspaces\.com)$/,
  /^(.+)\.(storage\.googleapis\.com)$/,
  /^(.+)\.([0-9a-f]{32}\.(?:[a-z]+\.)?r2\.cloudflarestorage\.com)$/,
  /^(.+)\.([a-z0-9-]+\.(?:linodeobjects|vultrobjects|your-objectstorage)\.com)$/,
  /^(.+)\.(oss-[a-z0-9-]+\.aliyuncs\.com|cos\.[a-z0-9-]+\.myqcloud\.com|obs\.[a-z0-9-]+\.myhuaweicloud\.com)$/,
  /^(.+)\.(storage\.yandexcloud\.net|(?:hb|ib)\.(?:ru-[a-z]+\.)?(?:vkcs\.cloud|vkcloud-storage\.ru|bizmrg\.com))$/,
  /^(.+)\.(sos-[a-z0-9-]+\.exo\.io|(?:fly\.storage\.tigris|t3\.storage)\.dev)$/,
] as const

/** Hosts whose addresses have no path besides the bucket. */
const hostsWithoutPath =
  /\.amazonaws\.(?:com|com\.cn|eu)$|\.(?:digitaloceanspaces|backblazeb2|wasabisys|linodeobjects|vultrobjects)\.com$|\.r2\.cloudflarestorage\.com$|^storage\.googleapis\.com$/

const again = 'If it is right, press the button again.'

/** Returns a warning about an S3 address that looks wrong but may be right, or `null`. */
export function addressWarning(text: string): string | null {
  const address = normalizeAddress(text)
  if (!isHttp(address)) return null
  const { protocol, host, pathname } = new URL(address)
  // The addresses of websites and caches are not those of the API.
  const apiHost = host
    .replace(/\.cdn(?=\.digitaloceanspaces\.com$)/, '')
    .replace(/\.s3-website[.-](?=[a-z0-9-]+\.amazonaws\.com)/, '.s3.')
  const [bucket, rest] =
    bucketHosts
      .map((pattern) => pattern.exec(apiHost)?.slice(1) ?? [])
      .find(([found]) => found !== undefined) ?? []
  if (bucket !== undefined && rest !== undefined) {
    return `“${bucket}” looks like a bucket. The address is probably ${protocol}//${rest}. ${again}`
  }
  // Other servers may well use a path.
  if (hostsWithoutPath.test(host) && pathname !== '/') {
    return `“${pathname.slice(1)}” looks like a bucket. The address is probably ${protocol}//${host}. ${again}`
  }
  return null
}

/** Returns a warning about an SQS address that looks like the URL of a queue, or `null`. */
export function queueWarning(text: string): string | null {
  const address = normalizeAddress(text)
  if (!isHttp(address)) return null
  const { protocol, host, pathname } = new URL(address)
  const [, queue] = /^\/(?:\d{12}|queue)\/([\w-]{1,80}(?:\.fifo)?)$/.exec(pathname) ?? []
  if (queue === undefined) return null
  return `“${queue}” looks like a queue. The address is probably ${protocol}//${host}. ${again}`
}

/**
 * True if others can read the requests to an address, because they leave this computer unencrypted.
 */
export function isUnencrypted(address: string): boolean {
  if (!isHttp(address)) return false
  const { protocol, hostname } = new URL(address)
  return protocol === 'http:' && !isThisComputer(hostname)
}

function isHttp(text: string): boolean {
  return /^https?:\/\/[^/]/i.test(text) && URL.canParse(text)
}

/** True if a host is a loopback name or address, such as `localhost`. */
export function isThisComputer(hostname: string): boolean {
  const host = withoutMapping(hostname)
  return /^(?:.+\.)?localhost\.?$/.test(host) || host === '[::1]' || /^127\.\d+\.\d+\.\d+$/.test(host)
}

/** Converts an IPv4-mapped IPv6 address such as `[::ffff:c0a8:114]` to IPv4. */
export function withoutMapping(hostname: string): string {
  const [, high, low] = /^\[::ffff:([0-9a-f]{1,4}):([0-9a-f]{1,4})\]$/.exec(hostname) ?? []
  if (high === undefined || low === undefined) return hostname
  return [high, low]
    .map((part) => Number.parseInt(part, 16))
    .flatMap((part) => [part >> 8, part & 255])
    .join('.')
}

/** True if an IP address, without brackets, is on this computer or on a local network. */
export function isLocalAddress(address: string): boolean {
  const [plain = ''] = address.split('%')
  if (!/^[\da-f.:]+$/i.test(plain)) return false
  const text = `http://${plain.includes(':') ? `[${plain}]` : plain}`
  if (!URL.canParse(text)) return false
  const { hostname } = new URL(text)
  return isThisComputer(hostname) || isOwnNetwork(hostname)
}

/**
 * True if a host is an address that is not routed on the public internet, or a name that only local
 * networks use.
 */
function isOwnNetwork(hostname: string): boolean {
  const host = withoutMapping(hostname)
  return (
    /^10\.\d+\.\d+\.\d+$/.test(host) ||
    /^172\.(?:1[6-9]|2\d|3[01])\.\d+\.\d+$/.test(host) ||
    /^(?:192\.168|169\.254)\.\d+\.\d+$/.test(host) ||
    /^100\.(?:6[4-9]|[7-9]\d|1[01]\d|12[0-7])\.\d+\.\d+$/.test(host) ||
    /^\[f[cd][0-9a-f]{2}:/.test(host) ||
    /^\[fe[89ab][0-9a-f]:/.test(host) ||
    /^[a-z0-9_-]+(?:\.[a-z0-9_-]+)*\.(?:local|internal|home\.arpa|lan)\.?$/.test(host) ||
    // A name without a dot is looked up only on the local network.
    /^(?!(?:local|internal|lan)$)[a-z][a-z0-9_-]*$/.test(host)
  )
}

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

/** What is wrong with a connection's name, as a sentence; `null` if it is valid. */
export function labelProblem(text: string): string | null {
  const { length } = text.trim()
  return length >= 1 && length <= 40 ? null : 'Use a name of 1 to 40 characters.'
}

/** A region as people paste it, in the form that servers expect. */
export function normalizeRegion(text: string): string {
  return text.trim().toLowerCase()
}

/** What is wrong with the name of a region, as a sentence; `null` if it is valid. */
export function regionProblem(text: string): string | null {
  const region = normalizeRegion(text)
  const [, regionOfZone] = /^([a-z]{2,3}(?:-[a-z]+)+-\d+)(?:-[a-z]+-\d+)?[a-z]$/.exec(region) ?? []
  if (regionOfZone !== undefined) {
    return `${region} is a zone. The region that it belongs to is ${regionOfZone}.`
  }
  return /^[a-z0-9-]{2,32}$/.test(region) ? null : 'Enter a region such as eu-west-1.'
}

/** The address of S3 or SQS as people paste it, with https if it has no scheme, and without a slash at the end. */
export function normalizeAddress(text: string): string {
  const trimmed = text.trim()
  const address = /^[a-z0-9-]+(?:\.[a-z0-9-]+)+(?::\d+)?(?:\/|$)/i.test(trimmed)
    ? `https://${trimmed}`
    : trimmed
  if (!isHttp(address)) return trimmed
  const { protocol, username, password, host, pathname, search, hash } = new URL(address)
  if (username !== '' || password !== '' || search !== '' || hash !== '') return trimmed
  return `${protocol}//${host}${pathname.replace(/\/+$/, '')}`
}

/**
 * What is wrong with the address of S3 or SQS, as a sentence; `null` if it is valid. Addresses use https, or http on
 * this computer, or with `allowUnencrypted` http in the own network.
 */
export function addressProblem(text: string, allowUnencrypted = false): string | null {
  const address = normalizeAddress(text)
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

/** What looks wrong with the address of S3, but may be right; `null` if nothing does. */
export function addressDoubt(text: string): string | null {
  const address = normalizeAddress(text)
  if (!isHttp(address)) return null
  const { protocol, host, pathname } = new URL(address)
  const again = 'If it is right, press the button again.'
  const [, bucket, rest] = /^(.+?)\.(s3[.-].+)$/.exec(host) ?? []
  if (bucket !== undefined && rest !== undefined) {
    return `“${bucket}” looks like a bucket. The address is probably ${protocol}//${rest}. ${again}`
  }
  // Other servers may well have a path.
  if (host.endsWith('.amazonaws.com') && pathname !== '/') {
    return `“${pathname.slice(1)}” looks like a bucket. The address is probably ${protocol}//${host}. ${again}`
  }
  return null
}

/** Whether requests to an address can be read on the way, because they leave this computer without encryption. */
export function isUnencrypted(address: string): boolean {
  if (!isHttp(address)) return false
  const { protocol, hostname } = new URL(address)
  return protocol === 'http:' && !isThisComputer(hostname)
}

function isHttp(text: string): boolean {
  return /^https?:\/\/[^/]/i.test(text) && URL.canParse(text)
}

function isThisComputer(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127\.\d+\.\d+\.\d+$/.test(hostname)
}

/**
 * Whether a host is an address that is not routed on the public internet, or has a name that only local networks
 * use.
 */
function isOwnNetwork(hostname: string): boolean {
  return (
    /^10\.\d+\.\d+\.\d+$/.test(hostname) ||
    /^172\.(?:1[6-9]|2\d|3[01])\.\d+\.\d+$/.test(hostname) ||
    /^(?:192\.168|169\.254)\.\d+\.\d+$/.test(hostname) ||
    /^100\.(?:6[4-9]|[7-9]\d|1[01]\d|12[0-7])\.\d+\.\d+$/.test(hostname) ||
    /^\[f[cd][0-9a-f]{2}:/.test(hostname) ||
    /^\[fe[89ab][0-9a-f]:/.test(hostname) ||
    /^[a-z0-9-]+(?:\.[a-z0-9-]+)*\.(?:local|internal|home\.arpa|lan)$/.test(hostname)
  )
}

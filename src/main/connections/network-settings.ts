import { X509Certificate } from 'node:crypto'
import { open } from 'node:fs/promises'
import { basename } from 'node:path'
import type { Network } from '../engine/aws/network/network.ts'
import { proxiesOf } from '../engine/aws/network/proxies.ts'
import { EngineError } from '../engine/errors/engine-error.ts'
import { readFlags } from '../engine/files/regular-file.ts'

/** Returns the desktop's proxy for a URL, in the format of a proxy script. */
export type AskDesktop = (address: string) => Promise<string>

type Environment = Readonly<Record<string, string | undefined>>

/**
 * Returns the proxies and CA certificates for a connection. Proxies come from the environment, or else from
 * the desktop. CA certificates come from the CA files of its profile and its own settings, in addition to the
 * default ones.
 *
 * @throws EngineError `TLS_FAILED` for a CA file that cannot be used.
 */
export async function readNetwork(
  caFiles: readonly (string | null)[],
  desktopProxyFor: AskDesktop | null = null,
  environment: Environment = process.env,
): Promise<Network> {
  const wanted = [environment['AWS_CA_BUNDLE'] ?? '', ...caFiles].filter(
    (path) => path !== null && path !== '',
  )
  const extra = environment['NODE_EXTRA_CA_CERTS'] ?? ''
  const files = await Promise.all([...new Set(wanted)].map((path) => readCaCertificates(String(path))))
  // As in Node, a missing file is not an error. Electron's Node does not read it.
  const more = extra === '' || wanted.includes(extra) ? [] : await readCaCertificates(extra).catch(() => [])
  return {
    proxies: proxiesOf(environment),
    ...(desktopProxyFor !== null && { desktopProxyFor }),
    caCertificates: [...files.flat(), ...more],
    keepsPlainLocal: true,
  }
}

/** Reads the certificates of a PEM file. @throws EngineError `TLS_FAILED` if there is none. */
export async function readCaCertificates(path: string): Promise<readonly string[]> {
  let text: string
  try {
    text = await readText(path)
  } catch (error) {
    if (error instanceof EngineError) throw error
    throw new EngineError('TLS_FAILED', `The CA file ${basename(path)} cannot be read.`, {
      hint: "Check ca_bundle in the AWS config file, AWS_CA_BUNDLE, and the CA file in the connection's settings.",
      cause: error,
    })
  }
  const blocks =
    text.match(/-----BEGIN (?:TRUSTED )?CERTIFICATE-----[^-]+-----END (?:TRUSTED )?CERTIFICATE-----/g) ?? []
  const certificates = blocks.filter(isCertificate)
  if (certificates.length > 0) return certificates
  throw new EngineError(
    'TLS_FAILED',
    `The CA file ${basename(path)} contains no certificate in PEM format.`,
    {
      hint: 'A PEM file begins with “-----BEGIN CERTIFICATE-----”. Other formats can be converted with openssl.',
    },
  )
}

/** Many times larger than a bundle of all public CA certificates. */
const maxFileBytes = 4 * 1024 * 1024

async function readText(path: string): Promise<string> {
  // These flags keep a pipe from blocking forever.
  const file = await open(path, readFlags)
  try {
    const found = await file.stat()
    if (!found.isFile() || found.size > maxFileBytes) throw unusable(path)
    return await file.readFile('latin1')
  } finally {
    await file.close()
  }
}

function unusable(path: string): EngineError {
  return new EngineError('TLS_FAILED', `${basename(path)} cannot be a CA file.`, {
    hint: `A CA file is a text file of up to ${maxFileBytes / 1024 / 1024} MiB with certificates in PEM format.`,
  })
}

function isCertificate(pem: string): boolean {
  try {
    return new X509Certificate(pem) instanceof X509Certificate
  } catch {
    return false
  }
}

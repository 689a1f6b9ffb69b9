import { readFile } from 'node:fs/promises'

const name = 'NODE_EXTRA_CA_CERTS'

/**
 * Restores NODE_EXTRA_CA_CERTS in `env`. Packages ignore NODE_OPTIONS, and Electron then removes this variable too.
 * It only adds trusted CA certificates, like AWS_CA_BUNDLE, and programs started by the app expect it as well. Linux
 * keeps the environment that the app was started with; other systems do not.
 */
export async function restoreExtraCaCertificates(
  env: Record<string, string | undefined>,
  startFile = '/proc/self/environ',
): Promise<void> {
  if (env[name] !== undefined) return
  const text = await readFile(startFile, 'utf8').catch(() => '')
  const entry = text.split('\0').find((line) => line.startsWith(`${name}=`))
  if (entry !== undefined) env[name] = entry.slice(name.length + 1)
}

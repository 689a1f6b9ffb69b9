import { readFile } from 'node:fs/promises'

const name = 'NODE_EXTRA_CA_CERTS'

/**
 * Gives NODE_EXTRA_CA_CERTS back to `env`. A package ignores NODE_OPTIONS, and Electron then removes this variable too.
 * It only names authorities to trust, like AWS_CA_BUNDLE, and programs that the app starts expect it as well. Linux
 * keeps the environment that the app was started with; other systems do not.
 */
export async function restoreExtraAuthorities(
  env: Record<string, string | undefined>,
  startFile = '/proc/self/environ',
): Promise<void> {
  if (env[name] !== undefined) return
  const text = await readFile(startFile, 'utf8').catch(() => '')
  const entry = text.split('\0').find((line) => line.startsWith(`${name}=`))
  if (entry !== undefined) env[name] = entry.slice(name.length + 1)
}

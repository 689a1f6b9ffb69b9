import { randomBytes } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { z } from 'zod'
import { writeAtomically } from '../durable-files.ts'

const localKeys = z.strictObject({
  accessKeyId: z.string().regex(/^LOCAL[A-Z2-7]{15}$/),
  secretAccessKey: z.string().regex(/^[A-Za-z0-9+/]{40}$/),
})

/**
 * The keys of this installation's local service. They leave the main process only when the user copies them.
 */
export type LocalKeys = Readonly<z.infer<typeof localKeys>>

/** The keys. `origin` says whether they replaced a damaged file, which should be logged. */
export type LoadedKeys = { readonly keys: LocalKeys; readonly origin: 'loaded' | 'created' | 'replaced' }

/**
 * Reads the keys of this installation, or creates them. Only the user can read the file (0600), which is
 * replaced atomically. Throws the file system's error if the file can be neither read nor written.
 */
export async function loadOrCreateLocalKeys(file: string): Promise<LoadedKeys> {
  let text: string | null = null
  try {
    text = await readFile(file, 'utf8')
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error
  }
  const keys = text === null ? null : parseKeys(text)
  if (keys !== null) return { keys, origin: 'loaded' }
  const made: LocalKeys = {
    accessKeyId: `LOCAL${base32(15)}`,
    secretAccessKey: randomBytes(30).toString('base64'),
  }
  await writeAtomically(file, JSON.stringify(made, null, 2))
  return { keys: made, origin: text === null ? 'created' : 'replaced' }
}

/** Parses the file's content. Returns `null` if it is damaged. */
export function parseKeys(text: string): LocalKeys | null {
  try {
    return localKeys.safeParse(JSON.parse(text)).data ?? null
  } catch {
    return null
  }
}

function base32(length: number): string {
  const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'
  return Array.from(randomBytes(length), (byte) => letters[byte % 32]).join('')
}

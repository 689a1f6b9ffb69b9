import { type KeyObject, verify } from 'node:crypto'
import { z } from 'zod'
import { EngineError } from '../../engine/errors/engine-error.ts'
import { safeFileName } from '../../engine/files/safe-file-name.ts'
import { visibleText } from '../../../shared/texts/hidden-text.ts'
import { versionPattern } from './version-order.ts'

/** The maximum size of an update manifest, in bytes. */
export const maxManifestBytes = 262_144

/** The maximum size of a package, in bytes. */
const maxPackageBytes = 2 ** 30

/** Signed together with the manifest, so that a signature made with this key for another purpose is not accepted. */
const signedFor = 'remotejob update 1\n'

const envelope = z.object({ manifest: z.string(), signature: z.base64() })

/** A file name that is safe in a URL, on every file system and in a shell, without escaping. */
const fileName = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9._+~-]{0,150}$/)
  .refine((name) => safeFileName(name) === name)

const releaseFile = z.object({
  system: z.string(),
  arch: z.string(),
  kind: z.string(),
  /** The file is next to the manifest. */
  name: fileName,
  size: z.int().min(1).max(maxPackageBytes),
  sha512: z.string().regex(/^[0-9a-f]{128}$/),
})
export type ReleaseFile = z.infer<typeof releaseFile>

/** Later versions may add fields, systems and kinds, which this one ignores. */
const manifest = z.object({
  version: z.string().regex(versionPattern),
  date: z.iso.date(),
  notes: z
    .string()
    .max(20_000)
    .transform((text) => visibleText(text)),
  files: z.array(releaseFile).max(100),
})

/** A release, as signed by its publisher. */
export type UpdateManifest = z.infer<typeof manifest>

/**
 * Returns the manifest in a signed file. Verifies the signature before it reads anything else.
 * @throws EngineError UPDATE_REFUSED
 */
export function openManifest(text: string, publicKey: KeyObject): UpdateManifest {
  const signed = envelope.safeParse(parseJson(text))
  if (!signed.success) throw refusedUpdate('The update manifest cannot be read.')
  const { manifest: inner, signature } = signed.data
  const isGenuine = verify(null, Buffer.from(signedFor + inner), publicKey, Buffer.from(signature, 'base64'))
  if (!isGenuine) throw refusedUpdate('The update manifest is not signed by its publisher.')
  const parsed = manifest.safeParse(parseJson(inner))
  if (!parsed.success) throw refusedUpdate('The update manifest does not have the expected format.')
  return parsed.data
}

/** Returns the error for an update that must not be used. */
export function refusedUpdate(message: string): EngineError {
  return new EngineError('UPDATE_REFUSED', message)
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

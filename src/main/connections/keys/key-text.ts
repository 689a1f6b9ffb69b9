import { EngineError } from '../../engine/errors/engine-error.ts'
import { parseKeySets, type KeySet } from './key-sets.ts'

/** The longest text to search for keys, in characters. */
export const maxKeyTextLength = 100_000

/** Decodes the bytes of a file with keys: UTF-8, or UTF-16 as written by Windows programs. */
export function decodeKeyText(bytes: Uint8Array): string {
  const [first, second] = bytes
  const encoding =
    first === 0xff && second === 0xfe
      ? 'utf-16le'
      : first === 0xfe && second === 0xff
        ? 'utf-16be'
        : second === 0 && first !== 0
          ? 'utf-16le'
          : first === 0 && second !== 0
            ? 'utf-16be'
            : 'utf-8'
  return new TextDecoder(encoding).decode(bytes)
}

/**
 * Finds the access key pairs in shell environment lines, a credentials file, the JSON of the AWS CLI and of
 * S3 servers, or the CSV of the AWS console.
 *
 * @throws EngineError `CREDENTIALS` if there is none, or if the text only refers to them. Its message never
 * contains the text.
 */
export function parseKeys(text: string): readonly [KeySet, ...KeySet[]] {
  const { sets, areElsewhere } =
    text.length > maxKeyTextLength
      ? { sets: [], areElsewhere: false }
      : parseKeySets(text.replace(/^\uFEFF/, ''))
  if (areElsewhere) {
    throw new EngineError('CREDENTIALS', 'The text names a variable or a command instead of a key.', {
      hint: 'Remotejob does not run it. Copy the keys themselves, then try again.',
      retryable: false,
    })
  }
  const [first, ...others] = sets
  if (first !== undefined) return [first, ...others]
  throw new EngineError('CREDENTIALS', 'The text contains no access key pair.', {
    hint: 'Copy lines such as AWS_ACCESS_KEY_ID=… and AWS_SECRET_ACCESS_KEY=…, then try again.',
    retryable: false,
  })
}

/** Shortens an access key ID for display to its first and last four characters. */
export function maskKeyId(accessKeyId: string): string {
  return accessKeyId.length <= 8 ? '••••' : `${accessKeyId.slice(0, 4)}…${accessKeyId.slice(-4)}`
}

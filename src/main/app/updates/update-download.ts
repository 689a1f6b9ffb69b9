import { createHash } from 'node:crypto'
import { realpath } from 'node:fs/promises'
import { publish } from '../../engine/downloads/atomic-rename.ts'
import { markOfTheWeb } from '../../engine/downloads/mark-of-the-web.ts'
import { newPartPath, PartFile } from '../../engine/downloads/part-file.ts'
import { EngineError } from '../../engine/errors/engine-error.ts'
import { fromFolderError } from '../../engine/errors/file-errors.ts'
import { flushFolder } from '../../engine/files/atomic-write.ts'
import type { TransferLimits } from '../../engine/limits/transfer-limits.ts'
import { type ReadLimits, readHttps } from './read-https.ts'
import { type ReleaseFile, refusedUpdate } from './signed-manifest.ts'

/** The parts of a download that stay the same between updates. */
export interface DownloadOptions extends Omit<ReadLimits, 'maxBytes'> {
  readonly folder: string
  readonly limits: Pick<TransferLimits, 'pace'>
  readonly onProgress: (received: number) => void
}

/**
 * Downloads a package into a folder. It gets its final name only once its hash matches. After an error,
 * no file remains. Returns the path.
 * @throws EngineError UPDATE_REFUSED, CANCELLED, the codes of network failures and of the folder
 */
export async function downloadUpdate(
  { name, size, sha512 }: ReleaseFile,
  address: URL,
  { folder, limits, onProgress, ...rules }: DownloadOptions,
): Promise<string> {
  try {
    const realFolder = await realpath(folder)
    const part = await PartFile.create(newPartPath(realFolder))
    try {
      const hash = createHash('sha512')
      let received = 0
      for await (const chunk of readHttps(address, { ...rules, maxBytes: size })) {
        await limits.pace(chunk.byteLength, rules.signal)
        await part.write(chunk, received)
        hash.update(chunk)
        received += chunk.byteLength
        onProgress(received)
      }
      if (hash.digest('hex') !== sha512) {
        throw refusedUpdate('The downloaded package is not the one that its publisher has signed.')
      }
      await part.finish()
      await markOfTheWeb(part.path)
      const path = await publish(part.path, realFolder, name)
      await flushFolder(realFolder)
      return path
    } catch (error) {
      await part.discard()
      throw error
    }
  } catch (error) {
    if (rules.signal.aborted) throw new EngineError('CANCELLED', undefined, { cause: error })
    throw fromFolderError(error, folder) ?? error
  }
}

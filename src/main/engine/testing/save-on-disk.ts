import { randomBytes } from 'node:crypto'
import { readdir } from 'node:fs/promises'
import { Readable } from 'node:stream'
import { toWire } from '../errors/engine-error.ts'
import { saveFile } from '../downloads/save-file.ts'

/**
 * Saves a payload of `bytes` bytes, with a declared size of `size`, to the folder. Prints the error code or
 * `saved`, then the contents of the folder. This is a separate process because the disk is mounted only for it.
 */
const [folder = '', bytes = '0', size = bytes] = process.argv.slice(2)
const info = {
  size: Number(size),
  contentType: null,
  etag: null,
  fields: {},
  md5: null,
  isMd5Certain: true,
  crc32: null,
}
const content = randomBytes(Number(bytes))
const outcome = await saveFile({
  source: {
    supportsRanges: () => null,
    noteEtag: () => undefined,
    describe: () => Promise.resolve(info),
    read: () =>
      Promise.resolve({ stream: Readable.from([content]), range: null, isSized: info.size > 0, ...info }),
  },
  target: { folder },
  name: 'payload',
}).then(
  () => 'saved',
  (error: unknown) => toWire(error).code,
)
process.stdout.write(JSON.stringify([outcome, ...(await readdir(folder))]))

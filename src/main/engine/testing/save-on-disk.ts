import { randomBytes } from 'node:crypto'
import { readdir } from 'node:fs/promises'
import { Readable } from 'node:stream'
import { toWire } from '../errors/engine-error.ts'
import { saveFile } from '../downloads/save-file.ts'

/**
 * Saves a payload of `bytes` bytes that says it has `size` into the folder, and prints the error's code or
 * `saved`, then what lies in the folder. A process of its own, because the disk it saves to is mounted for it alone.
 */
const [folder = '', bytes = '0', size = bytes] = process.argv.slice(2)
const facts = { size: Number(size), contentType: null, etag: null, fields: {}, md5: null, crc32: null }
const content = randomBytes(Number(bytes))
const outcome = await saveFile({
  source: {
    supportsRanges: () => null,
    describe: () => Promise.resolve(facts),
    read: () => Promise.resolve({ stream: Readable.from([content]), range: null, ...facts }),
  },
  target: { folder },
  name: 'payload',
}).then(
  () => 'saved',
  (error: unknown) => toWire(error).code,
)
process.stdout.write(JSON.stringify([outcome, ...(await readdir(folder))]))

import { createWriteStream } from 'node:fs'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import type { Contender, ContenderInput } from '../runner/contender.ts'
import { BareHttp } from '../clients/bare-http.ts'

/** One GET with bare `node:http`, piped to a file without a checksum or a flush. */
export async function open(input: ContenderInput): Promise<Contender> {
  const http = new BareHttp()
  const path = join(input.folder, `bare-${process.pid}`)
  return {
    prepare: () => rm(path, { force: true }),
    async run() {
      const response = await http.get(`${input.s3Endpoint}/remotejobs-in-${input.queue}/seeded`)
      await pipeline(response, createWriteStream(path))
    },
    async close() {
      await rm(path, { force: true })
      await http.close()
    },
  }
}

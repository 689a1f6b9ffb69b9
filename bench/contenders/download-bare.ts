import { createWriteStream } from 'node:fs'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import type { Side, SideInput } from '../runner/contender.ts'
import { BareHttp } from '../clients/bare-http.ts'

/** One GET by bare `node:http`, piped into a file: neither checked nor flushed. */
export async function open(input: SideInput): Promise<Side> {
  const http = new BareHttp()
  const path = join(input.folder, `bare-${process.pid}`)
  return {
    prepare: () => rm(path, { force: true }),
    async run() {
      const answer = await http.get(`${input.s3Endpoint}/remotejobs-in-${input.queue}/seeded`)
      await pipeline(answer, createWriteStream(path))
    },
    async close() {
      await rm(path, { force: true })
      await http.close()
    },
  }
}

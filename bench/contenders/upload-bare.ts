import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { Contender, ContenderInput } from '../runner/contender.ts'
import { BareHttp } from '../clients/bare-http.ts'

/** One PUT of a file stream with bare `node:http`. */
export async function open(input: ContenderInput): Promise<Contender> {
  const http = new BareHttp()
  const path = join(input.folder, 'large')
  return {
    async run() {
      const { size } = await stat(path)
      const headers = { 'content-length': String(size) }
      const url = `${input.s3Endpoint}/remotejobs-in-${input.queue}/bare`
      await http.send('PUT', url, headers, createReadStream(path))
    },
    close: () => http.close(),
  }
}

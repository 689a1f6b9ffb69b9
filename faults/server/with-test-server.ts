import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { TestServer } from './test-server.ts'

/** Runs `work` with a new server and removes it afterwards. */
export async function withTestServer<T>(work: (server: TestServer) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'remotejob-server-'))
  const server = await TestServer.start(folder)
  try {
    return await work(server)
  } finally {
    await server.kill()
    await rm(folder, { recursive: true, force: true })
  }
}

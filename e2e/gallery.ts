/** `npm run gallery`: shows every component in every state, in a window with hot reload. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { electronPath } from './app.ts'
import { serveGallery } from './gallery-server.ts'

const { url, close } = await serveGallery()
console.log(`The gallery is at ${url}`)
const userData = await mkdtemp(join(tmpdir(), 'remotejob-gallery-data-'))
const sandbox = process.env['REMOTEJOB_SANDBOX'] === '0' ? ['--no-sandbox'] : []
const folder = join(import.meta.dirname, 'gallery-app')
const child = spawn(electronPath(), [...sandbox, `--user-data-dir=${userData}`, folder, url], {
  stdio: 'inherit',
})
await once(child, 'exit')
await close()
await rm(userData, { recursive: true, force: true })

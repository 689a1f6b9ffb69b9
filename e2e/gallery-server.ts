import { mkdtemp, rm } from 'node:fs/promises'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import react from '@vitejs/plugin-react'
import { build, createServer, preview } from 'vite'

const root = resolve(import.meta.dirname, '../src/renderer/gallery')

interface GalleryServer {
  readonly url: string
  readonly close: () => Promise<void>
}

/** Serves the gallery with hot reload. It is not part of the app's build. */
export async function serveGallery(): Promise<GalleryServer> {
  const server = await createServer({
    configFile: false,
    root,
    plugins: [react()],
    cacheDir: join(tmpdir(), 'remotejob-gallery'),
    server: { host: '127.0.0.1', port: 0, fs: { allow: [resolve(root, '../../..')] } },
  })
  await server.listen()
  return { url: urlOf(server.httpServer?.address()), close: () => server.close() }
}

/** Builds the gallery into a temporary folder and serves that, so that nothing reloads while screenshots are taken. */
export async function serveBuiltGallery(): Promise<GalleryServer> {
  const outDir = await mkdtemp(join(tmpdir(), 'remotejob-gallery-'))
  const common = { configFile: false, root, logLevel: 'warn' } as const
  await build({
    ...common,
    plugins: [react()],
    build: { outDir, emptyOutDir: true, target: 'chrome130', chunkSizeWarningLimit: 4_000 },
  })
  const server = await preview({ ...common, build: { outDir }, preview: { host: '127.0.0.1', port: 0 } })
  return {
    url: urlOf(server.httpServer.address()),
    close: async () => {
      await server.close()
      await rm(outDir, { recursive: true, force: true })
    },
  }
}

function urlOf(address: AddressInfo | string | null | undefined): string {
  if (typeof address !== 'object' || address === null) throw new Error('The gallery is not served.')
  return `http://127.0.0.1:${address.port}/`
}

import { join } from 'node:path'
import { build } from 'vite'

const root = join(import.meta.dirname, '..')
const folder = join(root, '.tsbuild/faults-worker')

/** Bundles the script of the ledger's thread, because the tests start it thousands of times. */
export async function setup(): Promise<void> {
  await build({
    configFile: false,
    logLevel: 'error',
    root,
    build: {
      ssr: 'src/main/ledger/worker/ledger-worker.ts',
      outDir: folder,
      // Another run may be using the folder.
      emptyOutDir: false,
      minify: false,
      rollupOptions: { output: { entryFileNames: 'ledger-worker.js' } },
    },
    ssr: { noExternal: true, external: ['libsql'] },
  })
}

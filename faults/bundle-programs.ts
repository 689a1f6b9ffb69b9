import { join } from 'node:path'
import { build } from 'vite'

const root = join(import.meta.dirname, '..')
const folder = join(root, '.tsbuild/faults-programs')

const sources = [
  'src/main/ledger/worker/ledger-worker.ts',
  'src/main/engine/aws/threads/transfer-worker.ts',
  'src/main/engine/files/folder-lister-worker.ts',
  'faults/processes/killing-worker.ts',
  'faults/processes/migration-main.ts',
  'faults/processes/scenario-main.ts',
  'faults/processes/disk-main.ts',
  'faults/server/test-server-main.ts',
]

/**
 * Bundles the programs that the tests start as a process or a thread, because starting one from source takes a second.
 */
export async function setup(): Promise<void> {
  await build({
    configFile: false,
    logLevel: 'error',
    root,
    build: {
      ssr: true,
      outDir: folder,
      // Another run may be using the folder.
      emptyOutDir: false,
      minify: false,
      rollupOptions: {
        input: sources,
        // All in one folder, because some load each other from there.
        output: { entryFileNames: '[name].js', chunkFileNames: '[name]-[hash].js' },
      },
    },
    ssr: { noExternal: true, external: ['libsql'] },
  })
}

import { resolve } from 'node:path'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'electron-vite'

const here = import.meta.dirname

export default defineConfig({
  main: {
    build: {
      // The AWS SDK is bundled: one read instead of a thousand small ones at the first request.
      // The servers behind "Local" stay packages, because they run in a process of their own.
      externalizeDeps: false,
      target: 'node20',
      sourcemap: false,
      rollupOptions: {
        input: {
          index: resolve(here, 'src/main/index.ts'),
          'local-server': resolve(here, 'src/main/local-service/server.ts'),
        },
        external: ['electron', 'fauxqs', '@20minutes/s3rver'],
        output: { format: 'es', entryFileNames: '[name].js', chunkFileNames: 'chunks/[name]-[hash].js' },
      },
    },
  },
  preload: {
    build: {
      externalizeDeps: false,
      target: 'node20',
      sourcemap: false,
      rollupOptions: {
        input: { index: resolve(here, 'src/preload/index.ts') },
        // A sandboxed preload can neither import modules nor require packages: one CommonJS file.
        output: { format: 'cjs', entryFileNames: '[name].cjs' },
      },
    },
  },
  renderer: {
    root: resolve(here, 'src/renderer'),
    plugins: [react()],
    build: {
      // The oldest Chromium that the app runs on: that of Electron 33.
      target: 'chrome130',
      assetsInlineLimit: 0,
      modulePreload: { polyfill: false },
      sourcemap: false,
      rollupOptions: { input: { index: resolve(here, 'src/renderer/index.html') } },
    },
  },
})

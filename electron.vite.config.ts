import { resolve } from 'node:path'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'electron-vite'
import { contentSecurityPolicy } from './src/main/app/content-security-policy.ts'

const here = import.meta.dirname

export default defineConfig({
  main: {
    build: {
      // The AWS SDK is bundled: one read instead of a thousand small ones at the first request.
      // libsql stays a package, because it carries a binary.
      externalizeDeps: false,
      target: 'node20',
      sourcemap: false,
      rollupOptions: {
        input: {
          index: resolve(here, 'src/main/index.ts'),
          'local-server': resolve(here, 'src/main/local-service/process/server.ts'),
          'ledger-worker': resolve(here, 'src/main/ledger/worker/ledger-worker.ts'),
          'file-reader-worker': resolve(here, 'src/main/engine/files/small-file-reader-worker.ts'),
        },
        external: ['electron', 'libsql', 'node:sqlite'],
        output: {
          format: 'es',
          entryFileNames: '[name].js',
          chunkFileNames: 'chunks/[name]-[hash].js',
          // The log names functions and classes.
          minify: { mangle: { keepNames: true }, compress: { keepNames: { function: true, class: true } } },
        },
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
    plugins: [
      react(),
      {
        // The header holds; the tag is for scanners, and for a page that is opened in some other way.
        // The dev server needs inline scripts for hot reload, so only builds carry it.
        name: 'content-security-policy-tag',
        apply: 'build',
        transformIndexHtml: () => [
          {
            tag: 'meta',
            attrs: {
              'http-equiv': 'Content-Security-Policy',
              content: contentSecurityPolicy.replace("frame-ancestors 'none'; ", ''),
            },
            injectTo: 'head-prepend',
          },
        ],
      },
      {
        // The page is fetched and compiled while the shell is painted; main is busy right after that.
        name: 'preload-page',
        apply: 'build',
        transformIndexHtml: (_html, { bundle = {} }) =>
          Object.values(bundle)
            .filter((chunk) => chunk.type === 'chunk' && chunk.isDynamicEntry && chunk.name === 'page')
            .map(({ fileName }) => ({
              tag: 'link',
              attrs: { rel: 'modulepreload', href: `./${fileName}` },
              injectTo: 'head',
            })),
      },
    ],
    build: {
      // One style sheet, so that the first paint and the page are styled by the same request.
      cssCodeSplit: false,
      // The oldest Chromium that the app runs on: that of Electron 33.
      target: 'chrome130',
      assetsInlineLimit: 0,
      modulePreload: { polyfill: false },
      sourcemap: false,
      minify: true,
      rollupOptions: { input: { index: resolve(here, 'src/renderer/index.html') } },
    },
  },
})

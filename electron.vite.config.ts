import { relative, resolve } from 'node:path'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'electron-vite'
import type { Plugin } from 'vite'
import { docsPlugin } from './scripts/docs/docs-plugin.mjs'
import { contentSecurityPolicy, painterPolicy } from './src/main/app/protocols/content-security-policy.ts'

const here = import.meta.dirname

/** The folder of the package that a module or a file belongs to, relative to the project. */
function packageFolder(path: string): string | undefined {
  const [, folder] = /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(path.replaceAll('\\', '/')) ?? []
  if (folder === undefined) return undefined
  return relative(here, resolve(here, folder.replaceAll('\0', ''))).replaceAll('\\', '/')
}

const pageChunk = 'page'
let pageModules: ReadonlySet<string> | null = null

/** The part of a bundler's context that finds the imports of a module. */
interface ModuleGraph {
  getModuleInfo(id: string): { readonly importedIds: readonly string[] } | null
}

/** Puts everything that the first view needs into one chunk, because each request to main costs about a millisecond. */
function chunkOf(id: string, graph: ModuleGraph): string | null {
  pageModules ??= modulesOf('page.tsx', graph).difference(
    modulesOf('main.ts', graph).union(modulesOf('painter/painter.ts', graph)),
  )
  return pageModules.has(id) ? pageChunk : null
}

/** Returns a module of the renderer and everything that it imports, except for what it loads later. */
function modulesOf(file: string, graph: ModuleGraph): Set<string> {
  const found = new Set([resolve(here, 'src/renderer', file).replaceAll('\\', '/')])
  // The set grows while it is walked.
  for (const id of found)
    for (const imported of graph.getModuleInfo(id)?.importedIds ?? []) found.add(imported)
  return found
}

/**
 * V8 keeps each script's source in memory, with two bytes per character if a single one is outside Latin-1, such as
 * an ellipsis. So these are escaped.
 */
const charset = 'ascii'

/** Writes packages.json beside the output: the packages that are in it. The licences of the app are read from it. */
function listPackages(): Plugin {
  let root = here
  return {
    name: 'list-packages',
    apply: 'build',
    configResolved(config) {
      root = config.root
    },
    generateBundle(_options, bundle) {
      const paths = Object.values(bundle).flatMap((part) =>
        part.type === 'chunk' ? [] : part.originalFileNames.map((name) => resolve(root, name)),
      )
      const folders = [...this.getModuleIds(), ...paths].flatMap((path) => packageFolder(path) ?? [])
      const source = `${JSON.stringify([...new Set(folders)].toSorted(), null, 2)}\n`
      this.emitFile({ type: 'asset', fileName: 'packages.json', source })
    },
  }
}

export default defineConfig({
  main: {
    plugins: [listPackages()],
    build: {
      // The AWS SDK is bundled, so the first request reads one file instead of a thousand small ones.
      // libsql is not bundled, because it contains a native binary.
      externalizeDeps: false,
      target: 'node20',
      sourcemap: false,
      rollupOptions: {
        input: {
          index: resolve(here, 'src/main/index.ts'),
          'local-server': resolve(here, 'src/main/local-service/process/server.ts'),
          'ledger-worker': resolve(here, 'src/main/ledger/worker/ledger-worker.ts'),
          'folder-lister-worker': resolve(here, 'src/main/engine/files/folder-lister-worker.ts'),
          'file-reader-worker': resolve(here, 'src/main/engine/files/small-file-reader-worker.ts'),
          'transfer-worker': resolve(here, 'src/main/engine/aws/threads/transfer-worker.ts'),
        },
        external: ['electron', 'libsql', 'node:sqlite'],
        output: {
          format: 'es',
          charset,
          entryFileNames: '[name].js',
          chunkFileNames: 'chunks/[name]-[hash].js',
          // Keeps the names of functions and classes readable in the log.
          minify: { mangle: { keepNames: true }, compress: { keepNames: { function: true, class: true } } },
        },
      },
    },
  },
  preload: {
    plugins: [listPackages()],
    build: {
      externalizeDeps: false,
      target: 'node20',
      sourcemap: false,
      rollupOptions: {
        input: { index: resolve(here, 'src/preload/index.ts') },
        // A sandboxed preload script cannot import modules or require packages, so it is one CommonJS file.
        output: { format: 'cjs', charset, entryFileNames: '[name].cjs' },
      },
    },
  },
  renderer: {
    root: resolve(here, 'src/renderer'),
    plugins: [
      docsPlugin(),
      react(),
      listPackages(),
      {
        // The header enforces the policy. The tag is for scanners and for pages opened in other ways.
        // The dev server needs inline scripts for hot reload, so only builds carry it.
        name: 'content-security-policy-tag',
        apply: 'build',
        transformIndexHtml: (_html, { filename }) => [
          {
            tag: 'meta',
            attrs: {
              'http-equiv': 'Content-Security-Policy',
              content: (filename.endsWith('painter.html') ? painterPolicy : contentSecurityPolicy).replace(
                "frame-ancestors 'none'; ",
                '',
              ),
            },
            injectTo: 'head-prepend',
          },
        ],
      },
      {
        // Fetches the page while the shell is painted, because main is busy right after that. A module preload would
        // also compile it, which would delay the paint.
        name: 'preload-page',
        apply: 'build',
        transformIndexHtml: (_html, { bundle = {}, filename }) =>
          Object.values(filename.endsWith('painter.html') ? {} : bundle)
            .filter((chunk) => chunk.type === 'chunk' && chunk.name === pageChunk)
            .map(({ fileName }) => ({
              tag: 'link',
              attrs: { rel: 'preload', as: 'script', href: `./${fileName}`, crossorigin: true },
              injectTo: 'head',
            })),
      },
      {
        // Preloads the two fonts of the first screen, so that they are there when its text is painted.
        name: 'preload-fonts',
        apply: 'build',
        transformIndexHtml: (_html, { bundle = {} }) =>
          Object.keys(bundle)
            .filter((fileName) => /(?:inter|jetbrains-mono)-latin-wght-normal-[^/]*\.woff2$/.test(fileName))
            .map((fileName) => ({
              tag: 'link',
              attrs: {
                rel: 'preload',
                as: 'font',
                type: 'font/woff2',
                href: `./${fileName}`,
                crossorigin: true,
              },
              injectTo: 'head',
            })),
      },
    ],
    build: {
      // One style sheet, so a single request styles both the first paint and the page.
      cssCodeSplit: false,
      // The oldest supported Chromium, which is that of Electron 33.
      target: 'chrome130',
      assetsInlineLimit: 0,
      modulePreload: { polyfill: false },
      sourcemap: false,
      minify: true,
      rollupOptions: {
        input: {
          index: resolve(here, 'src/renderer/index.html'),
          painter: resolve(here, 'src/renderer/painter.html'),
        },
        output: {
          charset,
          codeSplitting: { includeDependenciesRecursively: false, groups: [{ name: chunkOf }] },
        },
      },
    },
  },
})

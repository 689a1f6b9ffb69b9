// @ts-check
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { setFuses } from './fuses.mjs'
import { mimeTypes, packagingFolder, product } from './product.mjs'

/**
 * Returns electron-builder's configuration, for all systems.
 *
 * @param {object} build
 * @param {{ folder: string, version: string }} build.electron the distribution to copy
 * @param {import('./fuses.mjs').Flavour} build.flavour
 * @param {string} build.output
 * @param {readonly string[]} build.outsideArchive files that programs other than Electron read
 * @param {readonly { from: string, to: string }[]} build.resources
 */
export function builderConfig({ electron, flavour, output, outsideArchive, resources }) {
  return {
    appId: product.appId,
    productName: product.name,
    copyright: `Copyright © ${product.author}`,
    electronDist: electron.folder,
    electronVersion: electron.version,
    // All text in the window is in English.
    electronLanguages: ['en', 'en-US'],
    directories: { output, buildResources: packagingFolder },
    files: ['**/*'],
    asar: true,
    asarUnpack: ['**/*.node', ...outsideArchive],
    extraResources: resources,
    npmRebuild: false,
    artifactName: `${product.command}-\${version}-\${os}-\${arch}.\${ext}`,
    // The release workflow uploads the packages, and signs the update manifest.
    publish: null,
    protocols: { name: product.name, schemes: [product.scheme] },
    /** @param {{ appOutDir: string, electronPlatformName: string }} context */
    afterPack: async ({ appOutDir, electronPlatformName }) => {
      const isMac = electronPlatformName === 'darwin'
      const suffix = electronPlatformName === 'win32' ? '.exe' : ''
      const executable = isMac ? `${product.name}.app` : `${product.command}${suffix}`
      // The older Electron from npm contains an app here.
      if (!isMac) await rm(join(appOutDir, 'resources/app'), { recursive: true, force: true })
      await setFuses(join(appOutDir, executable), flavour)
    },
    linux: {
      executableName: product.command,
      icon: join(packagingFolder, 'icons'),
      category: 'Development',
      synopsis: product.summary,
      description: product.description,
      maintainer: `${product.author} <${product.email}>`,
      mimeTypes,
      desktop: { entry: { StartupWMClass: product.name } },
      target: ['AppImage', 'rpm'],
    },
    mac: {
      icon: join(packagingFolder, 'icon.icns'),
      category: 'public.app-category.developer-tools',
      hardenedRuntime: true,
      target: ['dmg', 'zip'],
    },
    win: {
      executableName: product.command,
      icon: join(packagingFolder, 'icon.ico'),
      target: ['nsis'],
    },
    nsis: {
      oneClick: false,
      perMachine: false,
      allowToChangeInstallationDirectory: true,
      include: join(packagingFolder, 'windows/installer.nsh'),
    },
  }
}

// @ts-check
import { FuseState, FuseV1Options, FuseVersion, flipFuses, getCurrentFuseWire } from '@electron/fuses'

/** @typedef {keyof typeof FuseV1Options} FuseName */
/** @typedef {'release' | 'tests'} Flavour tests: lets Playwright attach; everything else is as in a release */

/** The fuses of a release. Each is a decision; a new Electron with a new fuse does not build until it is made. */
const releaseFuses = /** @type {const} */ ({
  RunAsNode: false,
  EnableCookieEncryption: true,
  EnableNodeOptionsEnvironmentVariable: false,
  EnableNodeCliInspectArguments: false,
  EnableEmbeddedAsarIntegrityValidation: true,
  OnlyLoadAppFromAsar: true,
  LoadBrowserProcessSpecificV8Snapshot: false,
  GrantFileProtocolExtraPrivileges: false,
  // Off, every access of WebAssembly to its memory would be checked in software.
  WasmTrapHandlers: true,
})

/**
 * The state that each fuse should have, by name.
 *
 * @param {Flavour} flavour
 * @returns {Record<string, boolean>}
 */
export function wantedFuses(flavour) {
  return { ...releaseFuses, ...(flavour === 'tests' ? { EnableNodeCliInspectArguments: true } : {}) }
}

/**
 * Sets every fuse that this Electron knows. Throws if it knows one that has no decision here.
 *
 * @param {string} executable or the .app folder on macOS
 * @param {Flavour} flavour
 */
export async function setFuses(executable, flavour) {
  const wanted = wantedFuses(flavour)
  const known = Object.keys(await readFuses(executable))
  const states = known.flatMap((name) => {
    const state = wanted[name]
    return state === undefined ? [] : [[FuseV1Options[/** @type {FuseName} */ (name)], state]]
  })
  await flipFuses(executable, {
    version: FuseVersion.V1,
    strictlyRequireAllFuses: true,
    // macOS on ARM starts no program whose signature does not match. A release is signed after this.
    resetAdHocDarwinSignature: process.platform === 'darwin' && process.arch === 'arm64',
    ...Object.fromEntries(states),
  })
}

/**
 * The fuses of an executable, by name. A fuse without a name here has its number.
 *
 * @param {string} executable
 * @returns {Promise<Record<string, boolean>>}
 */
export async function readFuses(executable) {
  const { version: _, ...wire } = await getCurrentFuseWire(executable)
  return Object.fromEntries(
    Object.entries(wire).map(([index, state]) => [
      FuseV1Options[Number(index)] ?? index,
      state === FuseState.ENABLE,
    ]),
  )
}

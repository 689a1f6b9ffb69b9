// @ts-check
import { FuseState, FuseV1Options, FuseVersion, flipFuses, getCurrentFuseWire } from '@electron/fuses'

/** @typedef {keyof typeof FuseV1Options} FuseName */
/** @typedef {'release' | 'tests'} Flavour tests: lets Playwright attach; everything else is as in a release */

/** A release's fuses. If a new Electron has a fuse that is not listed here, the build fails. */
const releaseFuses = /** @type {const} */ ({
  RunAsNode: false,
  EnableCookieEncryption: true,
  EnableNodeOptionsEnvironmentVariable: false,
  EnableNodeCliInspectArguments: false,
  EnableEmbeddedAsarIntegrityValidation: true,
  OnlyLoadAppFromAsar: true,
  LoadBrowserProcessSpecificV8Snapshot: false,
  GrantFileProtocolExtraPrivileges: false,
  // Without it, every WebAssembly memory access would be checked in software.
  WasmTrapHandlers: true,
})

/**
 * Returns each fuse's wanted state, by name.
 *
 * @param {Flavour} flavour
 * @returns {Record<string, boolean>}
 */
export function wantedFuses(flavour) {
  return { ...releaseFuses, ...(flavour === 'tests' ? { EnableNodeCliInspectArguments: true } : {}) }
}

/**
 * Sets every fuse of this Electron. Throws if it has a fuse that is not listed here.
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
    // macOS on ARM does not start programs with an invalid signature. A release is signed after this.
    resetAdHocDarwinSignature: process.platform === 'darwin' && process.arch === 'arm64',
    ...Object.fromEntries(states),
  })
}

/**
 * Returns the fuses of an executable, by name. Unknown fuses have a number.
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

import type { SafeStorage } from 'electron'
import type { SecretBox } from '../connections/keys/secret-box.ts'

/** Linux back ends that do not protect the secret from the user's other programs. */
const weakBackends: ReadonlySet<string> = new Set(['basic_text', 'unknown'])

/** The part of Electron's `safeStorage` that encrypts. */
export type SystemStorage = Pick<
  SafeStorage,
  'getSelectedStorageBackend' | 'isEncryptionAvailable' | 'encryptString' | 'decryptString'
>

/** Encrypts with the system's keychain. It can be used once the app is ready. */
export function systemSecrets(
  storage: SystemStorage,
  platform: NodeJS.Platform = process.platform,
): SecretBox {
  return {
    problem() {
      // Only Linux has back ends to choose from. Elsewhere this method does not exist.
      if (platform === 'linux' && weakBackends.has(storage.getSelectedStorageBackend())) {
        return 'No keyring such as GNOME Keyring or KWallet is running on this desktop, so keys cannot be stored safely.'
      }
      return storage.isEncryptionAvailable()
        ? null
        : 'The system offers no encryption, so keys cannot be stored safely.'
    },
    seal: (text) => storage.encryptString(text),
    open: (sealed) => storage.decryptString(Buffer.from(sealed)),
  }
}

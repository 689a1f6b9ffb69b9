import { safeStorage } from 'electron'
import type { SecretBox } from '../connections/keys/secret-box.ts'

/** Linux back ends that do not protect the secret from the user's other programs. */
const weakBackends: ReadonlySet<string> = new Set(['basic_text', 'unknown'])

/** The system's keychain. It can be used once the app is ready. */
export const systemSecrets: SecretBox = {
  problem() {
    const backend = process.platform === 'linux' ? safeStorage.getSelectedStorageBackend() : null
    if (backend !== null && weakBackends.has(backend)) {
      return 'No keyring such as GNOME Keyring or KWallet runs on this desktop, so keys cannot be stored safely.'
    }
    return safeStorage.isEncryptionAvailable()
      ? null
      : 'The system offers no encryption, so keys cannot be stored safely.'
  },
  seal: (text) => safeStorage.encryptString(text),
  open: (sealed) => safeStorage.decryptString(Buffer.from(sealed)),
}

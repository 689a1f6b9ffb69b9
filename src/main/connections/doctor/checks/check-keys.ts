import type { CheckFinding } from '../../../../shared/connections/doctor.ts'
import { fromAwsError, EngineError } from '../../../engine/errors/engine-error.ts'
import type { ProvidedKeys } from '../../profiles/shared-keys.ts'
import type { CheckContext } from '../check-context.ts'
import { failure, ok, unknown } from '../findings.ts'
import { maskKeyId } from '../../keys/key-text.ts'

interface KeysResult {
  readonly finding: CheckFinding
  readonly keys: ProvidedKeys | null
}

const signInLater = 'Sign in once the connection is in the list.'

/** Finds the profile and gets its keys. If `mayAsk` is true, this may run a program or ask for a code. */
export async function checkKeys(
  context: CheckContext,
  { hasKeys, mayAsk }: { readonly hasKeys: boolean; readonly mayAsk: boolean },
): Promise<KeysResult> {
  const { access, kind, open, signal } = context
  if (kind === 'local') return { finding: ok('Local has its own keys.'), keys: await open.keys() }
  if (!hasKeys) {
    return {
      finding: unknown(
        'This connection has no keys yet. Add them to check everything that needs a signature.',
      ),
      keys: null,
    }
  }
  const asking = mayAsk ? null : askingPart(context)
  if (asking !== null) return { finding: unknown(asking, { kind: 'ask' }), keys: null }
  try {
    const keys = await open.keys()
    signal.throwIfAborted()
    const from = access.profile === null ? '' : ` of the profile ${access.profile.name}`
    const until = keys.expiration === undefined ? '' : ` They expire ${expiryText(keys.expiration)}.`
    return { finding: ok(`The keys${from} were found (${maskKeyId(keys.accessKeyId)}).${until}`), keys }
  } catch (error) {
    signal.throwIfAborted()
    const found = error instanceof EngineError ? error : fromAwsError(error, { what: 'Getting the keys' })
    // The user cannot sign in while editing the form.
    const hint = mayAsk || found.code !== 'CREDENTIALS_EXPIRED' ? found.hint : signInLater
    return { finding: failure({ message: found.message, hint }), keys: null }
  }
}

/** Returns why getting the keys would disturb the user, or `null` if it would not. */
function askingPart({ access: { profile } }: CheckContext): string | null {
  if (profile === null) return null
  const sections = Object.values(profile.chain as Readonly<Record<string, Readonly<Record<string, string>>>>)
  if (sections.some((section) => section['mfa_serial'])) {
    return `The profile ${profile.name} needs an MFA code, so its keys are not fetched while you type.`
  }
  if (sections.some((section) => section['credential_process'])) {
    return `The profile ${profile.name} runs a program to get its keys, which is not started while you type.`
  }
  return null
}

function expiryText(expiration: Date): string {
  const minutes = Math.max(0, Math.round((expiration.getTime() - Date.now()) / 60_000))
  return minutes < 120 ? `in ${minutes} minutes` : `in ${Math.round(minutes / 60)} hours`
}

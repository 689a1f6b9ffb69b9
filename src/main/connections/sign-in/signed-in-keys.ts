import { fromSSO } from '@aws-sdk/credential-providers'
import type { Agents, Network } from '../../engine/aws/network/network.ts'
import { EngineError, fromAwsError } from '../../engine/errors/engine-error.ts'
import { checkEndpoint } from '../profiles/check-endpoint.ts'
import type { Section } from '../profiles/ini-file.ts'
import type { ProfileFiles } from '../profiles/profile-files.ts'
import { serviceEndpoint } from '../profiles/profile-settings.ts'
import type { ProvidedKeys } from '../profiles/shared-keys.ts'
import { noteFailures, type Extension } from './note-failures.ts'
import { signInOf } from './sign-in-session.ts'
import { renewToken } from './token-renewal.ts'

/** Dependencies of {@link signedInKeys}. */
export interface SignedInOptions {
  readonly files: ProfileFiles
  readonly agents: Agents
  readonly network: Network
  readonly allowUnencrypted: boolean
  /** Settings for the client that gets the keys. */
  readonly clientConfig: { readonly extensions: readonly Extension[] }
}

/**
 * Exchanges the stored token of a browser sign-in for the profile's keys.
 *
 * @throws EngineError `CREDENTIALS` for incomplete settings or without the role, `CREDENTIALS_EXPIRED` if the
 * user has to sign in, or a network error.
 */
export async function signedInKeys(
  name: string,
  section: Section,
  { files, agents, network, allowUnencrypted, clientConfig }: SignedInOptions,
): Promise<ProvidedKeys> {
  const session = signInOf(files, name)
  const { sso_account_id: ssoAccountId, sso_role_name: ssoRoleName } = section
  if (session === null || !ssoAccountId || !ssoRoleName) throw incomplete(name)
  const endpoint = serviceEndpoint(files, name, 'sso')
  // The token is sent to these addresses.
  for (const address of [endpoint, session.endpoint]) {
    if (address !== null) checkEndpoint(name, address, allowUnencrypted)
  }
  // The provider keeps only the error's text. The network error itself has more details.
  let failure: unknown = null
  const extensions = [...clientConfig.extensions, noteFailures((error) => (failure = error))]
  const { region: ssoRegion } = session
  try {
    await renewToken(session, { agents, network })
    return await fromSSO({
      // The token file is named after the session, or after the start URL in the older form.
      ssoStartUrl: session.session ?? session.startUrl,
      ssoRegion,
      ssoAccountId,
      ssoRoleName,
      clientConfig: {
        ...clientConfig,
        region: ssoRegion,
        extensions,
        ...(endpoint !== null && { endpoint }),
      },
    })()
  } catch (error) {
    if (isWithoutRole(error)) throw withoutRole(name, ssoRoleName, ssoAccountId, error)
    const found = fromAwsError(failure ?? error, { what: 'Signing in' })
    if (!['CREDENTIALS', 'CREDENTIALS_EXPIRED', 'ACCESS_DENIED'].includes(found.code)) throw found
    throw new EngineError('CREDENTIALS_EXPIRED', `You are not signed in with the AWS profile ${name}.`, {
      hint: `Press “Sign in…”, or run “aws sso login --profile ${name}” in a terminal and connect again.`,
      cause: error,
    })
  }
}

/** True if the token is valid, but does not include the role. The provider keeps only the text of the response. */
function isWithoutRole(error: unknown): boolean {
  return error instanceof Error && /\bForbiddenException\b/.test(`${error.name} ${error.message}`)
}

function withoutRole(name: string, role: string, account: string, cause: unknown): EngineError {
  return new EngineError(
    'CREDENTIALS',
    `You are signed in, but you may not use the role ${role} of the account ${account} (AWS profile ${name}).`,
    {
      hint: 'Check sso_role_name and sso_account_id in the AWS config file, or ask an administrator for the role.',
      cause,
    },
  )
}

function incomplete(name: string): EngineError {
  return new EngineError('CREDENTIALS', `The sign-in settings of the AWS profile ${name} are incomplete.`, {
    hint: 'Run “aws configure sso” in a terminal, then connect again.',
  })
}

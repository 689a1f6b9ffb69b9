import { randomBytes } from 'node:crypto'
import { accountOfArn } from '../../profiles/account-of-arn.ts'
import { EngineError } from '../../../engine/errors/engine-error.ts'
import { newProofKey } from './dpop.ts'
import { storeLogin } from './login-cache.ts'
import { exchangeCode, loginPage } from './login-calls.ts'
import { type LoginSession, signInAddress } from './login-session.ts'
import { newPkce } from '../pkce.ts'
import { RedirectListener } from '../redirect-listener.ts'
import type { SignInFlow } from '../sign-in-flow.ts'

/** Signs in to the AWS console, like “aws login”, and shares the keys with the AWS CLI. */
export function loginFlow(session: LoginSession): SignInFlow {
  const { profile, endpoint } = session
  return {
    profile,
    endpoint,
    async signIn(connectivity, show, signal) {
      const service = signInAddress(session)
      const state = randomBytes(32).toString('base64url')
      const listener = await RedirectListener.open(state, signal)
      try {
        const { address } = listener
        const { verifier, challenge } = newPkce()
        await show(loginPage(service, { address, state, challenge }), null)
        const code = await listener.code()
        const proofKey = await newProofKey()
        const exchange = { service, address, code, verifier, proofKey }
        const { keys, identity } = await exchangeCode(exchange, connectivity, signal)
        if (identity !== session.identity) throw otherIdentity(session, identity)
        await storeLogin(identity, { ...keys, accountId: accountOfArn(identity) ?? '' }, proofKey)
      } finally {
        listener.close()
      }
    },
  }
}

function otherIdentity({ profile, identity }: LoginSession, found: string): EngineError {
  return new EngineError(
    'CREDENTIALS',
    `You signed in as ${found.slice(0, 200)}, but the AWS profile ${profile} is for ${identity}.`,
    {
      hint: `Sign out in the browser and try again, or run “aws login --profile ${profile}” to change the profile.`,
    },
  )
}

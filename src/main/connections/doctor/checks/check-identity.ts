import type { CheckFinding } from '../../../../shared/connections/doctor.ts'
import { newAgents } from '../../../engine/aws/network/network.ts'
import { sendQuery } from '../../../engine/aws/transport/query-call.ts'
import { fromAwsError } from '../../../engine/errors/engine-error.ts'
import { settingsOf } from '../../profiles/profile-settings.ts'
import { awsAddress } from './aws-addresses.ts'
import type { Identity, SignedContext } from '../check-context.ts'
import { failure, ok, problem, unknown } from '../findings.ts'
import { element } from './xml-element.ts'

interface IdentityResult {
  readonly finding: CheckFinding
  readonly identity: Identity | null
}

/** Finds the owner of the keys with STS. */
export async function checkIdentity(context: SignedContext): Promise<IdentityResult> {
  const { access, keys, kind, signal } = context
  if (kind === 'local') return { finding: unknown('Local has no accounts.'), identity: null }
  const { network, region, sqsEndpoint, useFips, profile } = access
  const own = profile === null ? null : settingsOf(profile.files, profile.name).stsEndpoint
  const endpoint = new URL(own ?? sqsEndpoint ?? awsAddress('sts', region, useFips))
  const agents = newAgents(network, { keepAlive: false })
  try {
    const response = await sendQuery(
      {
        service: 'sts',
        endpoint,
        region,
        parameters: { Action: 'GetCallerIdentity', Version: '2011-06-15' },
      },
      keys,
      { agents, network, signal, clockOffsetMs: context.clockOffsetMs },
    )
    return resultOf(response, sqsEndpoint !== null)
  } catch (error) {
    signal.throwIfAborted()
    if (sqsEndpoint !== null) return { finding: stsUnsupported, identity: null }
    return { finding: failure(fromAwsError(error, { what: 'Asking STS who you are' })), identity: null }
  } finally {
    agents.httpAgent.destroy()
    agents.httpsAgent.destroy()
  }
}

const stsUnsupported = unknown('This server does not offer STS, so it does not say who the keys belong to.')

function resultOf(
  { status, text }: { readonly status: number; readonly text: string },
  isOther: boolean,
): IdentityResult {
  const [account, arn] = [element(text, 'Account'), element(text, 'Arn')]
  if (status === 200 && account !== null && arn !== null && /^\d{12}$/.test(account)) {
    return { finding: ok(`You are ${arn} in the account ${account}.`), identity: { account, arn } }
  }
  const code = element(text, 'Code')
  if (isOther || code === null) return { finding: stsUnsupported, identity: null }
  return {
    finding: problem(refusals[code] ?? `STS refused the keys (${code.slice(0, 60)}).`),
    identity: null,
  }
}

const refusals: Readonly<Record<string, string>> = {
  InvalidClientTokenId:
    'AWS does not recognise these keys. They were deleted, or belong to another AWS partition.',
  SignatureDoesNotMatch: 'The secret key does not belong to the access key. Copy both again.',
  ExpiredToken: 'The keys have expired. Sign in again, or copy new keys.',
}

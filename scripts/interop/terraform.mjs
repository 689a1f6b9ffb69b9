// @ts-check
import { capture, isOnPath } from '../setup/command.mjs'

/**
 * Finds the user's own Terraform. It is not fetched, because no package registry has it.
 *
 * @returns {Promise<import('./obtained.mjs').Obtained<{ terraform: string }>>}
 */
export async function findTerraform() {
  if (!isOnPath('terraform')) return { name: 'Terraform', reason: 'It is not installed.' }
  const { output } = await capture('terraform', ['version'])
  const version = /v(\d+\.\d+\.\d+)/.exec(output)?.[1] ?? ''
  return { name: `Terraform ${version}`.trim(), program: { terraform: 'terraform' } }
}

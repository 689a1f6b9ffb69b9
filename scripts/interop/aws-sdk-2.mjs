// @ts-check
import { fetchPackage } from '../setup/npm.mjs'
import { join } from 'node:path'
import { obtain } from './obtained.mjs'

/**
 * The version line that remotejob 2.3.0 pins, which uses the query protocol of SQS and signs S3 requests with
 * Signature Version 2, and the last version.
 */
export const sdkVersions = /** @type {const} */ (['2.4.14', '2.1693.0'])

/**
 * @param {string} version
 * @returns {Promise<import('./obtained.mjs').Obtained<{ package: string }>>}
 */
export function obtainSdk2(version) {
  return obtain(
    `aws-sdk ${version}`,
    `aws-sdk-${version}`,
    async (folder) => void (await fetchPackage({ name: 'aws-sdk', version }, folder)),
    (folder) => ({ package: join(folder, 'node_modules/aws-sdk') }),
  )
}

import { app } from 'electron'
import type { AppInfo } from '../../../shared/app-info.ts'
import { sdkVersion } from '../../engine/aws/transport/sdk-version.ts'

/** Returns the versions of the app and its components. */
export function appVersions(): AppInfo['versions'] {
  const { electron, chrome, node } = process.versions
  return { remotejob: app.getVersion(), electron, chromium: chrome, node, awsSdk: sdkVersion }
}

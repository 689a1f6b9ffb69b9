import { registerHooks } from 'node:module'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

const project = pathToFileURL(join(import.meta.dirname, '../../package.json')).href

/** Makes the packages of bench/ use the project's AWS SDK, so that all contenders run the same version. */
export function shareProjectSdk(): void {
  registerHooks({
    resolve: (specifier, context, next) =>
      specifier.startsWith('@aws-sdk/client-')
        ? next(specifier, { ...context, parentURL: project })
        : next(specifier, context),
  })
}

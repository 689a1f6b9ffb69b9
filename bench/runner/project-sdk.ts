import { registerHooks } from 'node:module'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

const project = pathToFileURL(join(import.meta.dirname, '../../package.json')).href

/** Gives the peers the project's own AWS SDK, so that nobody is compared by another version of it. */
export function shareProjectSdk(): void {
  registerHooks({
    resolve: (specifier, context, next) =>
      specifier.startsWith('@aws-sdk/client-')
        ? next(specifier, { ...context, parentURL: project })
        : next(specifier, context),
  })
}

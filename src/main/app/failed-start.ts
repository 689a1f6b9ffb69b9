import { toEngineError } from '../engine/errors/to-engine-error.ts'

/**
 * Says why the app cannot start. It does not start with the default settings if the file can be neither read nor moved
 * aside: the next change would overwrite the user's connections.
 */
export function failedStartText(error: unknown, settingsFile: string): string {
  const { code, message, hint } = toEngineError(error)
  if (code === 'INTERNAL') return message
  return [
    'The settings can be neither read nor moved aside.',
    `${message} ${hint ?? ''}`.trim(),
    `Correct the problem, then start Remotejob again. The file is:\n${settingsFile}`,
  ].join('\n\n')
}

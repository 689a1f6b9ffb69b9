import { z } from 'zod'

/** The commands of the menu that the page carries out. */
export const command = z.enum([
  'submit-files',
  'submit-folder',
  'claim-next',
  'claim-batch',
  'add-queue',
  'show-transfers',
  'show-objects',
  'show-history',
  'show-settings',
])

export type Command = z.infer<typeof command>

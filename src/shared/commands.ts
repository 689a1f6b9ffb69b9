import { z } from 'zod'
import { type Command, commandIds } from './command-list.ts'

export type { Command } from './command-list.ts'

/** A command's name, as main sends it to the page. */
export const command = z.enum(commandIds as readonly [Command, ...Command[]])

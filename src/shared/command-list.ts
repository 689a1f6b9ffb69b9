// No imports: main builds the menu from this list before it loads anything else.

/** The groups of commands in the menu, the palette and the sheet of shortcuts. */
export const commandSections = ['Submit', 'Claim', 'Job', 'Result', 'List', 'Queue', 'Go to', 'Help'] as const
export type CommandSection = (typeof commandSections)[number]

/** A command as every place shows it. */
export interface CommandDefinition {
  readonly title: string
  readonly section: CommandSection
  /**
   * The keys that run it, the one to show first: `Mod+Shift+O`, `F5`, `/`. `Mod` is Ctrl, on a Mac ⌘. Keys without `Mod`
   * do nothing while the user types into a field.
   */
  readonly keys?: readonly string[]
  /** The menu of the window that has it. Without one it is in the palette and in context menus only. */
  readonly menu?: 'File' | 'Job' | 'View' | 'Help'
  /** Whether it may be repeated by holding the key. */
  readonly repeats?: boolean
  /** Hides it from the palette, because it makes sense only where the focus is. */
  readonly local?: boolean
}

/** How many jobs one command claims. */
export const claimBatch = 20

/** All commands. Features handle them with `useCommand`; a command without a handler is disabled. */
export const commandList = {
  'submit-files': { title: 'Submit files…', section: 'Submit', keys: ['Mod+O'], menu: 'File' },
  'submit-folder': { title: 'Submit a folder…', section: 'Submit', keys: ['Mod+Shift+O'], menu: 'File' },
  'submit-pasted': { title: 'Submit from the clipboard…', section: 'Submit', keys: ['Mod+V'], menu: 'File' },
  undo: { title: 'Undo', section: 'Submit', keys: ['Mod+Z'] },
  'claim-next': { title: 'Claim next', section: 'Claim', keys: ['Mod+J'], menu: 'Job' },
  'claim-batch': { title: `Claim ${claimBatch}`, section: 'Claim', keys: ['Mod+Shift+J'], menu: 'Job' },
  'claim-waiting': { title: 'Wait for the next job', section: 'Claim' },
  primary: { title: 'Do the next step', section: 'Job', keys: ['Enter'], local: true },
  open: { title: 'Open', section: 'Job', keys: ['O'], menu: 'Job' },
  save: { title: 'Save', section: 'Job', keys: ['S'], menu: 'Job' },
  finish: { title: 'Finish…', section: 'Job', keys: ['Mod+Enter'], menu: 'Job' },
  'finish-unsaved': { title: 'Finish without saving', section: 'Job' },
  release: { title: 'Release', section: 'Job' },
  'hold-back': { title: 'Hold back…', section: 'Job' },
  'move-on': { title: 'Move to In progress', section: 'Job' },
  'dead-letter': { title: 'Send to the dead-letter queue…', section: 'Job' },
  retry: { title: 'Retry', section: 'Job', keys: ['R'] },
  'submit-again': { title: 'Submit again…', section: 'Job' },
  remove: { title: 'Remove from list', section: 'Job', keys: ['Delete', 'Backspace'], menu: 'Job' },
  'show-file': { title: 'Show file', section: 'Job' },
  'open-results': { title: 'Open results', section: 'Result' },
  'save-results': { title: 'Save results', section: 'Result' },
  'save-results-to': { title: 'Save results to…', section: 'Result' },
  'show-results': { title: 'Show saved results', section: 'Result' },
  'copy-text': { title: 'Copy as text', section: 'List' },
  'copy-json': { title: 'Copy as JSON', section: 'List' },
  'copy-aws': { title: 'Copy as aws s3 cp', section: 'List' },
  'copy-aws-send': { title: 'Copy as aws sqs send-message', section: 'List' },
  'export-csv': { title: 'Export what is shown as CSV…', section: 'List', menu: 'File' },
  'export-json': { title: 'Export what is shown as JSON lines…', section: 'List', menu: 'File' },
  find: { title: 'Find jobs', section: 'List', keys: ['Mod+F', '/'], menu: 'View' },
  'next-row': { title: 'Next row', section: 'List', keys: ['J'], repeats: true, local: true },
  'previous-row': { title: 'Previous row', section: 'List', keys: ['K'], repeats: true, local: true },
  'select-all': { title: 'Select all', section: 'List', keys: ['Mod+A'], local: true },
  refresh: { title: 'Refresh', section: 'Queue', keys: ['F5'], menu: 'View' },
  'add-queue': { title: 'Add queue…', section: 'Queue', keys: ['Mod+N'], menu: 'File' },
  'find-queues': { title: 'Find job queues…', section: 'Queue' },
  'queue-settings': { title: 'Queue settings…', section: 'Queue' },
  redrive: { title: 'Dead letters', section: 'Queue' },
  purge: { title: 'Purge queue…', section: 'Queue' },
  'toggle-charts': { title: 'Show or hide the charts', section: 'Queue' },
  'show-all-queues': { title: 'All queues', section: 'Go to', menu: 'View' },
  'show-needs-you': { title: 'Needs you', section: 'Go to', menu: 'View' },
  'show-mine': { title: 'Mine now', section: 'Go to', menu: 'View' },
  'show-results-list': { title: 'Results', section: 'Go to', menu: 'View' },
  'show-all-jobs': { title: 'All jobs', section: 'Go to', menu: 'View' },
  'show-files': { title: 'Files', section: 'Go to', menu: 'View' },
  'show-transfers': { title: 'Transfers', section: 'Go to', keys: ['Mod+T'], menu: 'View' },
  'show-settings': { title: 'Settings', section: 'Go to', keys: ['Mod+,'], menu: 'View' },
  'show-palette': { title: 'Find a command', section: 'Help', keys: ['Mod+K'], menu: 'Help', local: true },
  'show-shortcuts': { title: 'Keyboard shortcuts', section: 'Help', keys: ['?'], menu: 'Help' },
  'show-log': { title: 'Show the log', section: 'Help', menu: 'Help' },
  'show-first-run': { title: 'First steps', section: 'Help', menu: 'Help' },
} as const satisfies Readonly<Record<string, CommandDefinition>>

/** The name of a command. */
export type Command = keyof typeof commandList

/** All names, in the order of the list. */
export const commandIds = Object.keys(commandList) as readonly Command[]

/** How a command looks everywhere. */
export function commandDefinition(id: Command): CommandDefinition {
  return commandList[id]
}

// Without zod, because the page uses these in its forms.

/** The colours that tell connections apart. Each is readable in both themes. */
export const connectionColours = ['blue', 'violet', 'green', 'amber', 'red', 'grey'] as const
export type ConnectionColour = (typeof connectionColours)[number]

/** A connection's safety settings. */
export interface ConnectionSafety {
  /** `null` means no colour. */
  readonly colour: ConnectionColour | null
  /** True if main asks a second time before it destroys anything on this connection. */
  readonly isProduction: boolean
  /** True if main refuses everything that would change something on this connection. */
  readonly isReadOnly: boolean
}

/** A new connection's defaults. */
export const defaultSafety: ConnectionSafety = { colour: null, isProduction: false, isReadOnly: false }
